import { isRecord, JsonRecord } from '../records';

/** Combinations that one test may have. */
const MOST_COMBINATIONS = 1000;

/**
 * Every combination of the values of variables that are lists, as promptfoo runs them; one with the lists as they are when
 * `disableVarExpansion` is set. Throws for what is no object, a file, and too many combinations.
 */
export function combinations(vars: unknown, options: JsonRecord): readonly JsonRecord[] {
  if (vars === undefined || vars === null) return [{}];
  if (!isRecord(vars)) throw new Error(`vars must be an object, got ${JSON.stringify(vars)}; write {name: value}`);
  const file = Object.keys(vars).find((name) => typeof vars[name] === 'string' && vars[name].startsWith('file://'));
  if (file !== undefined)
    throw new Error(`variable ${file} is a file, and files are not read here; put the content in`);
  if (options.disableVarExpansion === true) return [vars];
  const count = Object.values(vars).reduce<number>((all, value) => all * (Array.isArray(value) ? value.length : 1), 1);
  if (count > MOST_COMBINATIONS) {
    throw new Error(
      `vars must have ${MOST_COMBINATIONS} combinations at most, got ${count}; write the tests that matter out`,
    );
  }
  return Object.entries(vars).reduce<readonly JsonRecord[]>(
    (all, [name, value]) =>
      all.flatMap((each) => (Array.isArray(value) ? value : [value]).map((one: unknown) => ({ ...each, [name]: one }))),
    [{}],
  );
}
