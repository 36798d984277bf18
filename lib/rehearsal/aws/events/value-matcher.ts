/** Numbers that `numeric` compares with: pairs of operator and number, one or two (EventBridge User Guide). */
export type NumericComparison = readonly (string | number)[];

const COMPARE: Readonly<Record<string, (actual: number, wanted: number) => boolean>> = {
  '=': (actual, wanted) => actual === wanted,
  '<': (actual, wanted) => actual < wanted,
  '<=': (actual, wanted) => actual <= wanted,
  '>': (actual, wanted) => actual > wanted,
  '>=': (actual, wanted) => actual >= wanted,
};

export const NUMERIC_OPERATORS: readonly string[] = Object.keys(COMPARE);

/** Whether one entry of a pattern's list matches a leaf of the event. `exists` is the caller's: it needs the absent ones. */
export function matchesValue(matcher: unknown, actual: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === actual;
  const [[operator, operand] = ['', undefined]] = Object.entries(matcher);
  switch (operator) {
    case 'prefix':
      return typeof actual === 'string' && actual.startsWith(operand);
    case 'suffix':
      return typeof actual === 'string' && actual.endsWith(operand);
    case 'equals-ignore-case':
      return typeof actual === 'string' && actual.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return !matchesAnyOf(operand, actual);
    case 'numeric':
      return typeof actual === 'number' && comparesTo(operand, actual);
    default:
      return false;
  }
}

function matchesAnyOf(operand: unknown, actual: unknown): boolean {
  if (Array.isArray(operand)) return operand.some((one) => matchesValue(one, actual));
  return matchesValue(operand, actual);
}

function comparesTo(comparison: NumericComparison, actual: number): boolean {
  for (let index = 0; index < comparison.length; index += 2) {
    const compare = COMPARE[String(comparison[index])];
    if (compare?.(actual, Number(comparison[index + 1])) !== true) return false;
  }
  return true;
}
