import { matchesValue } from './value-matcher';

/** A parsed event pattern: an object of fields, each a nested pattern or a list of which one must match; or alternatives. */
export interface PatternObject {
  readonly [field: string]: PatternObject | readonly unknown[];
}

type Event = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a pattern (EventBridge User Guide, Event patterns): all fields of the pattern must match, each by any
 * of its list; an array in the event matches when any element does. Pure: the pattern must have passed `parsePattern`.
 */
export function matchesPattern(pattern: PatternObject, event: Event): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return (wanted as readonly PatternObject[]).some((one) => matchesPattern(one, event));
    const actual = Object.hasOwn(event, field) ? event[field] : undefined;
    if (Array.isArray(wanted)) return matchesAny(wanted, actual);
    return matchesNested(wanted as PatternObject, actual);
  });
}

/** Objects are no leaves: to a list they are absent, like fields that don't exist. */
function matchesAny(wanted: readonly unknown[], actual: unknown): boolean {
  const leaves = (Array.isArray(actual) ? (actual as readonly unknown[]) : [actual]).filter((leaf) => !isObject(leaf));
  const present = leaves.filter((leaf) => leaf !== undefined);
  return wanted.some((matcher) => {
    if (isExists(matcher)) return matcher.exists === present.length > 0;
    return present.some((leaf) => matchesValue(matcher, leaf));
  });
}

/** An absent object counts as an empty one, so that `exists: false` deep inside can match. */
function matchesNested(pattern: PatternObject, actual: unknown): boolean {
  if (Array.isArray(actual)) return actual.some((element) => matchesNested(pattern, element));
  return matchesPattern(pattern, isObject(actual) ? actual : {});
}

function isExists(matcher: unknown): matcher is { readonly exists: boolean } {
  return isObject(matcher) && typeof matcher.exists === 'boolean';
}

export function isObject(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
