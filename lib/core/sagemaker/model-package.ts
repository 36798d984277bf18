/** A version of a model package group, by its ARN (`arn:…:model-package/<group>/<number>`). */
interface ModelPackage {
  /** Everything before the number, in lower case: the registry writes names of groups so in ARNs, people may not. */
  readonly group: string;
  readonly number: number;
}

const VERSIONED = /^(arn:[^:]+:sagemaker:[^:]*:\d*:model-package\/[^/]+)\/(\d{1,9})$/;

/**
 * How many versions the first package is newer than the second one: 0 for the same, negative when it is older. Undefined when they are
 * not packages of one group.
 */
export function packagesBetween(first: string, second: string): number | undefined {
  const [one, other] = [parsed(first), parsed(second)];
  if (one === undefined || other === undefined || one.group !== other.group) return undefined;
  return one.number - other.number;
}

function parsed(arn: string): ModelPackage | undefined {
  const match = VERSIONED.exec(arn);
  return match === null ? undefined : { group: match[1].toLowerCase(), number: Number(match[2]) };
}
