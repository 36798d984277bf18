import { JsonObject, isJsonArray, isJsonObject, member } from '../json';

/** States of these types need Next or End; the others end or choose by themselves. */
const SEQUENTIAL_TYPES = ['Pass', 'Task', 'Wait', 'Map', 'Parallel'];

/**
 * What is wrong with how states lead to each other. Reads the raw definition, so that these problems are reported together
 * with those of the fields.
 */
export function transitionProblems(startAt: string, states: JsonObject): string[] {
  const names = new Set(Object.keys(states));
  const problems = [...names].flatMap((name) => stateProblems(name, states[name], names));
  if (!names.has(startAt)) return [`StartAt leads to "${startAt}", which does not exist`, ...problems];
  const reached = reachable(startAt, states);
  const unreached = [...names].filter((name) => !reached.has(name));
  return [...problems, ...unreached.map((name) => `state "${name}": no transition leads here`)];
}

function stateProblems(name: string, state: unknown, names: ReadonlySet<string>): string[] {
  if (!isJsonObject(state)) return [];
  const dangling = targets(state)
    .filter(({ target }) => !names.has(target))
    .map(({ field, target }) => `state "${name}": ${field} leads to "${target}", which does not exist`);
  return [...dangling, ...endingProblems(name, state)];
}

function endingProblems(name: string, state: JsonObject): string[] {
  const type = member(state, 'Type');
  if (typeof type !== 'string' || !SEQUENTIAL_TYPES.includes(type)) return [];
  const hasNext = member(state, 'Next') !== undefined;
  const ends = member(state, 'End') === true;
  return hasNext === ends ? [`state "${name}": give exactly one of Next and "End": true`] : [];
}

interface Target {
  readonly field: string;
  readonly target: string;
}

function targets(state: JsonObject): Target[] {
  return [
    ...targetAt(state, 'Next', 'Next'),
    ...targetAt(state, 'Default', 'Default'),
    ...targetsIn(state, 'Choices'),
    ...targetsIn(state, 'Catch'),
  ];
}

function targetsIn(state: JsonObject, field: string): Target[] {
  const list = member(state, field);
  if (!isJsonArray(list)) return [];
  return list.flatMap((item, index) => (isJsonObject(item) ? targetAt(item, 'Next', `${field}[${index}].Next`) : []));
}

function targetAt(object: JsonObject, key: string, field: string): Target[] {
  const target = member(object, key);
  return typeof target === 'string' ? [{ field, target }] : [];
}

function reachable(startAt: string, states: JsonObject): ReadonlySet<string> {
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = member(states, name);
    if (isJsonObject(state)) for (const { target } of targets(state)) reached.add(target); // the loop visits these too
  }
  return reached;
}
