/** Finds a value in JSON data; null when there is none. */
export type PathExpression = (data: unknown) => unknown;

/** A member's name, an index, or `*` for every element. */
export type Step = { readonly name: string } | { readonly index: number } | '*';

/** A name (after a dot, but for the first), a quoted name, an index in brackets, or `[*]`. */
const STEP = /(\.?)(?:([A-Za-z_]\w*)|"([^"\\]+)")|\[(?:(-?\d+)|\*)\]/y;

/**
 * Compiles a path like `outputs[0].data`, `predictions[*].label`, `"model-output".score` or `@` for all of it: the part of JMESPath
 * that says where something is, with JMESPath's meaning. Throws an error with value, rule and remedy for anything else.
 */
export function compilePath(text: string): PathExpression {
  const steps = stepsOf(text);
  return (data) => walk(data, steps, 0);
}

/** The steps of a path; none for `@`. Throws for anything that is no path. */
export function stepsOf(text: string): readonly Step[] {
  return text === '@' ? [] : parse(text);
}

function parse(text: string): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  do {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    const name = match?.[2] ?? match?.[3];
    const isBroken = match === null || (name !== undefined && (match[1] === '') !== (at === 0));
    if (isBroken) {
      throw new Error(
        `a path must be names, [0] and [*], got ${JSON.stringify(text)}; write it like outputs[0].data or predictions[*].label`,
      );
    }
    const [, , , , index] = match;
    steps.push(name !== undefined ? { name } : index !== undefined ? { index: Number(index) } : '*');
    at = STEP.lastIndex;
  } while (at < text.length);
  return steps;
}

function walk(value: unknown, steps: readonly Step[], at: number): unknown {
  if (at === steps.length || value === null) return value;
  const step = steps[at];
  if (step === '*') {
    if (!Array.isArray(value)) return null;
    return value.map((each: unknown) => walk(each, steps, at + 1)).filter((each) => each !== null);
  }
  return walk(memberOf(value, step) ?? null, steps, at + 1);
}

function memberOf(value: unknown, step: Exclude<Step, '*'>): unknown {
  if ('index' in step) return Array.isArray(value) ? value.at(step.index) : null;
  const isObject = typeof value === 'object' && !Array.isArray(value);
  return isObject && Object.hasOwn(value as object, step.name) ? (value as Record<string, unknown>)[step.name] : null;
}
