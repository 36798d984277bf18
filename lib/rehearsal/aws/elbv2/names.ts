import { AwsError } from '../service';

/**
 * Checks a load balancer or target group name: 1 to 32 characters, alphanumeric or hyphen, no hyphen at either end
 * (API reference, `CreateTargetGroup` and `CreateLoadBalancer`).
 */
export function requireName(kind: 'Load balancer' | 'Target group', name: string): void {
  if (name.length > 32)
    throw new AwsError('ValidationError', `${kind} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `${kind} name '${name}' can only contain characters that are alphanumeric characters or hyphens(-), and must not begin or end with a hyphen`,
    );
  }
  if (kind === 'Load balancer' && name.startsWith('internal-')) {
    throw new AwsError('ValidationError', `Load balancer name '${name}' must not begin with 'internal-'`);
  }
}

/** Throws ValidationError unless `value` is an integer from `min` to `max`. */
export function requireRange(what: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new AwsError('ValidationError', `${what} '${value}' must be an integer between ${min} and ${max}`);
}
