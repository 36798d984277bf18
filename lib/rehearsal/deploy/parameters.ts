import { DeployError } from './deploy-error';
import { ParameterDefinition, Template } from './template';

/** Types whose value is a list written with commas. */
const LIST_TYPE = /^(CommaDelimitedList|List<.*>|AWS::SSM::Parameter::Value<(CommaDelimitedList|List<.*>)>)$/;

/** A parameter whose value lies in SSM, and was not given: an error only when something uses it. */
export class UnknownParameterValue {
  constructor(readonly name: string) {}
}

/**
 * Values of a template's parameters: the overrides, else the defaults. A parameter of an `AWS::SSM::…` type has no known
 * value unless it is overridden.
 *
 * @throws DeployError for an override without a parameter, a parameter without a value, or a value that is not allowed
 */
export function parameterValues(
  { Parameters }: Template,
  overrides: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(Parameters, name));
  if (unknown.length > 0) throw new DeployError(`the template has no parameter ${unknown.join(', ')}; remove it`);
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, definition]) => [name, valueOf(name, definition, overrides[name])]),
  );
}

function valueOf(name: string, definition: ParameterDefinition, override: string | undefined): unknown {
  const isSsm = definition.Type.startsWith('AWS::SSM::');
  if (override === undefined && isSsm) return new UnknownParameterValue(name);
  const value = override ?? definition.Default;
  if (value === undefined) throw new DeployError(`parameter ${name} has no default; give it a value`);
  const allowed = definition.AllowedValues?.map(String);
  if (allowed !== undefined && !allowed.includes(String(value))) {
    throw new DeployError(`parameter ${name} must be one of ${allowed.join(', ')}, got ${value}`);
  }
  return LIST_TYPE.test(definition.Type) ? splitList(String(value)) : String(value);
}

function splitList(value: string): readonly string[] {
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}
