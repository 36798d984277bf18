import { Step, stepsOf } from './path';

/** Stands where a value was. */
const REDACTED = '(redacted)';

/** Takes values out of JSON data, which it changes; returns what is left. */
export type Redaction = (data: unknown) => unknown;

/** Compiles the paths whose values are to be taken out. Throws an error for a path that is none. */
export function redacting(paths: readonly string[]): Redaction {
  const all = paths.map(stepsOf);
  return (data) => all.reduce((left, steps) => without(left, steps, 0), data);
}

function without(value: unknown, steps: readonly Step[], at: number): unknown {
  if (at === steps.length) return REDACTED;
  if (typeof value !== 'object' || value === null) return value;
  const step = steps[at];
  if (step === '*') return Array.isArray(value) ? value.map((each: unknown) => without(each, steps, at + 1)) : value;
  const key = keyOf(value, step);
  if (key === undefined) return value;
  const owner = value as Record<string, unknown>;
  owner[key] = without(owner[key], steps, at + 1);
  return value;
}

/** Undefined when there is no such member. */
function keyOf(value: object, step: Exclude<Step, '*'>): string | undefined {
  if ('name' in step) return !Array.isArray(value) && Object.hasOwn(value, step.name) ? step.name : undefined;
  if (!Array.isArray(value)) return undefined;
  const index = step.index < 0 ? value.length + step.index : step.index;
  return index >= 0 && index < value.length ? String(index) : undefined;
}
