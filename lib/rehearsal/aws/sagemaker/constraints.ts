import { AwsError } from '../service';

/** What a member of a request must satisfy (SageMaker API reference, "Contents" of each type). */
export interface Constraint {
  readonly required?: boolean;
  /** Shown to the caller without anchors, as AWS writes patterns. */
  readonly pattern?: RegExp;
  /** Characters of a text, entries of a list or map. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}

/** One member of a request, called as AWS calls it: `productionVariants.1.member.modelName`. */
export type Checked = readonly [path: string, value: unknown, constraint: Constraint];

export const RESOURCE_NAME: Constraint = { maxLength: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/ };
export const MODEL_NAME: Constraint = { maxLength: 63, pattern: /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/ };
export const ROLE_ARN: Constraint = {
  minLength: 20,
  maxLength: 2048,
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/,
};
export const S3_URI: Constraint = { maxLength: 1024, pattern: /^(https|s3):\/\/([^/]+)\/?(.*)$/ };

/** Throws one ValidationException that names every broken constraint, as AWS' JSON services do. */
export function requireConstraints(checked: readonly Checked[]): void {
  const found = checked.flatMap(([path, value, constraint]) =>
    broken(value, constraint).map(
      (rule) => `Value ${shown(value)} at '${path}' failed to satisfy constraint: Member must ${rule}`,
    ),
  );
  if (found.length === 0) return;
  const count = `${found.length} validation error${found.length === 1 ? '' : 's'} detected`;
  throw new AwsError('ValidationException', `${count}: ${found.join('; ')}`);
}

/** Paths of a list's entries; AWS counts them from 1. */
export function members<T>(path: string, list: readonly T[] | undefined): readonly (readonly [string, T])[] {
  return (list ?? []).map((entry, index) => [`${path}.${index + 1}.member`, entry]);
}

function broken(value: unknown, constraint: Constraint): readonly string[] {
  if (value === undefined || value === null) return constraint.required === true ? ['not be null'] : [];
  if (typeof value === 'number') return numberRules(value, constraint);
  const length = typeof value === 'string' ? value.length : Object.keys(value).length;
  const rules = lengthRules(length, constraint);
  if (typeof value !== 'string') return rules;
  if (constraint.pattern?.test(value) === false) {
    rules.push(`satisfy regular expression pattern: ${constraint.pattern.source.replace(/^\^|\$$/g, '')}`);
  }
  if (constraint.values?.includes(value) === false) {
    rules.push(`satisfy enum value set: [${constraint.values.join(', ')}]`);
  }
  return rules;
}

function numberRules(value: number, { min, max }: Constraint): readonly string[] {
  if (min !== undefined && value < min) return [`have value greater than or equal to ${min}`];
  return max !== undefined && value > max ? [`have value less than or equal to ${max}`] : [];
}

function lengthRules(length: number, { minLength, maxLength }: Constraint): string[] {
  if (minLength !== undefined && length < minLength) return [`have length greater than or equal to ${minLength}`];
  return maxLength !== undefined && length > maxLength ? [`have length less than or equal to ${maxLength}`] : [];
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
}
