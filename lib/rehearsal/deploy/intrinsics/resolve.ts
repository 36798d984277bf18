import { DeployError, TemplateError } from '../deploy-error';
import { CONDITION_FUNCTIONS } from './condition-functions';
import { singleFunction } from './function-call';
import { NO_VALUE, pseudoParameter, Scope } from './scope';
import { substitute } from './substitute';
import { VALUE_FUNCTIONS } from './value-functions';

/**
 * Replaces every function of a template value by its result; a member that becomes `AWS::NoValue` is left out.
 *
 * @param where place in the template, for messages: `Resources.Fn.Properties`
 * @throws DeployError for an unknown function, name or attribute, a wrong argument, or a dynamic reference
 */
export function resolveValue(value: unknown, scope: Scope, where: string): unknown {
  const resolved = evaluate(value, scope, where);
  return resolved === NO_VALUE ? undefined : resolved;
}

/** As `resolveValue`, keeping `NO_VALUE` visible to the caller. */
function evaluate(value: unknown, scope: Scope, where: string): unknown {
  if (typeof value === 'string') return refuseDynamicReference(value, where);
  if (Array.isArray(value)) {
    return value.map((item, index) => evaluate(item, scope, `${where}[${index}]`)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const call = singleFunction(value);
  if (call === undefined) return evaluateMembers(value, scope, where);
  const result = callFunction(call.name, call.argument, scope, where);
  return typeof result === 'string' ? refuseDynamicReference(result, where) : result;
}

function evaluateMembers(value: object, scope: Scope, where: string): Record<string, unknown> {
  const members = Object.entries(value).map(([key, member]) => [key, evaluate(member, scope, `${where}.${key}`)]);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE)) as Record<string, unknown>;
}

function callFunction(name: string, argument: unknown, scope: Scope, where: string): unknown {
  const place = `${where}.${name}`;
  const inner = (value: unknown): unknown => evaluate(value, scope, place);
  switch (name) {
    case 'Ref':
      return reference(argument, scope, where);
    case 'Fn::GetAtt':
      return located(where, () => scope.attribute(...attributeOf(argument, scope, place)));
    case 'Fn::Sub':
      return located(place, () => substitute(argument, scope, inner, place));
    case 'Fn::ImportValue':
      return located(where, () => scope.exported(String(inner(argument))));
    case 'Fn::FindInMap':
      return findInMap(argument, scope, inner, where);
    case 'Fn::If':
      return inner(chosenBranch(argument, scope, place));
    default:
      return callPureFunction(name, argument, scope, inner, place);
  }
}

function callPureFunction(
  name: string,
  argument: unknown,
  scope: Scope,
  inner: (value: unknown) => unknown,
  place: string,
): unknown {
  const onCondition = CONDITION_FUNCTIONS[name];
  if (onCondition !== undefined) return located(place, () => onCondition(argument, scope, inner));
  const onValue = VALUE_FUNCTIONS[name];
  if (onValue === undefined) throw new TemplateError(`unknown function ${name}`, place);
  return located(place, () => onValue(inner(argument), scope));
}

function reference(argument: unknown, scope: Scope, where: string): unknown {
  if (typeof argument !== 'string') throw new TemplateError(`Ref takes a name, got ${JSON.stringify(argument)}`, where);
  return located(where, () => pseudoParameter(argument, scope) ?? scope.reference(argument));
}

/** `[logicalId, attribute]` or `logicalId.attribute`; the attribute may itself be a `Ref`. */
export function attributeOf(argument: unknown, scope: Scope | undefined, place: string): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot > 0) return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string') {
    const name = scope === undefined ? argument[1] : evaluate(argument[1], scope, place);
    if (typeof name === 'string') return [argument[0], name];
  }
  throw new TemplateError(`Fn::GetAtt takes [logical id, attribute], got ${JSON.stringify(argument)}`, place);
}

function findInMap(argument: unknown, scope: Scope, inner: (value: unknown) => unknown, where: string): unknown {
  const keys = inner(argument);
  if (!Array.isArray(keys) || keys.length !== 3) {
    throw new TemplateError('Fn::FindInMap takes [map, top level key, second level key]', where);
  }
  return located(where, () => scope.mapping(String(keys[0]), String(keys[1]), String(keys[2])));
}

/** Only the chosen branch is evaluated: the other may name resources that are not created. */
function chosenBranch(argument: unknown, scope: Scope, place: string): unknown {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw new TemplateError('Fn::If takes [condition, value if true, value if false]', place);
  }
  return located(place, () => (scope.condition(String(argument[0])) ? argument[1] : argument[2]));
}

function refuseDynamicReference(text: string, where: string): string {
  if (!text.includes('{{resolve:')) return text;
  throw new TemplateError(
    `the rehearsal has no SSM or Secrets Manager values, use a parameter with an override; found ${text}`,
    where,
  );
}

/** Adds the place to an error that does not know it. */
function located<T>(where: string, evaluateThere: () => T): T {
  try {
    return evaluateThere();
  } catch (error) {
    if (error instanceof TemplateError || !(error instanceof DeployError)) throw error;
    throw new TemplateError(error.message, where);
  }
}
