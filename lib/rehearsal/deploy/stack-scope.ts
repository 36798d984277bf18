import { DeployError } from './deploy-error';
import { resolveValue } from './intrinsics/resolve';
import { Scope } from './intrinsics/scope';
import { UnknownParameterValue } from './parameters';
import { Desired, Stack } from './stack';

export interface ScopeEnvironment {
  readonly region: string;
  readonly accountId: string;
  /** Value that a deployed stack exports, or undefined. */
  exported(name: string): string | undefined;
}

/** Evaluates one desired state against the resources that the stack has at that moment. */
export class StackScope implements Scope {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  readonly stackId: string;
  private readonly conditions = new Map<string, boolean>();
  private readonly evaluating = new Set<string>();

  constructor(
    private readonly desired: Desired,
    private readonly stack: Stack,
    private readonly environment: ScopeEnvironment,
  ) {
    this.region = environment.region;
    this.accountId = environment.accountId;
    this.stackName = stack.stackName;
    this.stackId = stack.stackId;
  }

  reference(name: string): unknown {
    if (Object.hasOwn(this.desired.parameters, name)) return this.parameter(name);
    return this.resource(name).physicalId;
  }

  attribute(logicalId: string, name: string): unknown {
    const { attributes, definition } = this.resource(logicalId);
    const value = attributes[name] ?? nested(attributes, name);
    if (value !== undefined) return value;
    const known = Object.keys(attributes).join(', ') || 'none';
    throw new DeployError(`${logicalId} (${definition.Type}) has no attribute ${name}; it has: ${known}`);
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.desired.template.Conditions, name)) throw new DeployError(`unknown condition ${name}`);
    if (this.evaluating.has(name)) throw new DeployError(`condition ${name} depends on itself`);
    this.evaluating.add(name);
    const value = resolveValue(this.desired.template.Conditions[name], this, `Conditions.${name}`);
    this.evaluating.delete(name);
    if (typeof value !== 'boolean') throw new DeployError(`condition ${name} must be true or false`);
    this.conditions.set(name, value);
    return value;
  }

  mapping(map: string, top: string, second: string): unknown {
    const value = this.desired.template.Mappings[map]?.[top]?.[second];
    if (value === undefined) throw new DeployError(`mapping ${map} has no value at ${top}.${second}`);
    return value;
  }

  exported(name: string): unknown {
    const value = this.environment.exported(name);
    if (value === undefined)
      throw new DeployError(`no deployed stack exports ${name}; deploy the exporting stack first`);
    return value;
  }

  /** Logical ids of the resources that the conditions let exist. */
  activeResources(): ReadonlySet<string> {
    const all = Object.entries(this.desired.template.Resources);
    return new Set(
      all.filter(([, { Condition }]) => Condition === undefined || this.condition(Condition)).map(([id]) => id),
    );
  }

  private parameter(name: string): unknown {
    const value = this.desired.parameters[name];
    if (!(value instanceof UnknownParameterValue)) return value;
    throw new DeployError(`parameter ${name} lies in SSM, which the rehearsal can't read; give it a value`);
  }

  private resource(logicalId: string) {
    const resource = this.stack.resources.get(logicalId);
    if (resource === undefined) throw new DeployError(`unknown name ${logicalId}`);
    return resource;
  }
}

/** Attributes may be asked for by a path, as `Endpoint.Address`. */
function nested(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], attributes);
}
