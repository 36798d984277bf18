/** What the functions of a template are evaluated against. Methods throw `DeployError` for a name that does not exist. */
export interface Scope {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** Value of `Ref`: a parameter's value or a resource's physical id. */
  reference(name: string): unknown;
  /** Value of `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
  /** Value that another deployed stack exports. */
  exported(name: string): unknown;
}

/** Stands for `AWS::NoValue`: a property with this value is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The partition of the regions that the rehearsal knows. */
const PARTITION = 'aws';
const URL_SUFFIX = 'amazonaws.com';

/** Value of a pseudo parameter, or undefined when `name` is none. */
export function pseudoParameter(name: string, scope: Scope): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return scope.accountId;
    case 'AWS::Region':
      return scope.region;
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return scope.stackId;
    case 'AWS::Partition':
      return PARTITION;
    case 'AWS::URLSuffix':
      return URL_SUFFIX;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
}

/** The first three Availability Zones of a region: `Fn::GetAZs` and subnets without one. */
export function availabilityZones(region: string): readonly string[] {
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}
