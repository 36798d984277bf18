import { NATIVE_CHECKS } from '../checks/native-checks';
import { PromptTools } from '../checks/native-check';
import { shareProblem } from '../checks/score-checks';
import { isRecord, JsonRecord, own } from '../records';
import { fillTemplates } from '../template';
import { AssertionSet, PromptAssertion, SingleAssertion } from './assertion';
import { assertionOfText } from './assertion-text';
import { ASSERTION_MEMBERS, refuseUnknown } from './members';
import { Problems } from './problems';
import {
  CODE_TYPES,
  JUDGED_TYPES,
  REFUSED_TYPES,
  SET_TYPE,
  UNBOUNDED_TYPES,
  VALUE_TYPES,
  isNative,
  nearestType,
  typeNameOf,
} from './vocabulary';

/** What the assertions of a test are read with. */
export interface AssertionContext {
  readonly problems: Problems;
  readonly vars: JsonRecord;
  /** `assertionTemplates` of the set. */
  readonly templates: JsonRecord;
  /** Types judged by models or policies whose judgement counts, for `config.required` that are not there. */
  readonly requiredTypes: ReadonlySet<string>;
  /** Compiles schemas, when there is a library at hand. */
  readonly tools?: Pick<PromptTools, 'validate'>;
}

const REFERENCE = /^#\/assertionTemplates\/(.+)$/;
/** Members that change what is judged by running code, which a check does not. */
const CODE_MEMBERS = ['transform', 'contextTransform'];

/** Reads a list of assertions; those with problems are left out, and the problems noted. */
export function readAssertions(raw: unknown, at: string, context: AssertionContext): readonly PromptAssertion[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    context.problems.add(
      at,
      `must be a list of assertions, got ${JSON.stringify(raw)}; write [{type: ..., value: ...}]`,
    );
    return [];
  }
  return raw.flatMap(
    (each: unknown, index) => readAssertion(each, { at: `${at}[${index}]`, index: `${index}` }, context) ?? [],
  );
}

interface Place {
  readonly at: string;
  readonly index: string;
}

function readAssertion(raw: unknown, place: Place, context: AssertionContext): PromptAssertion | undefined {
  const given = resolved(raw, place.at, context);
  if (given === undefined) return undefined;
  refuseUnknown(given, ASSERTION_MEMBERS, place.at, context.problems);
  return given.type === SET_TYPE ? readSet(given, place, context) : readSingle(given, place, context);
}

/** The assertion itself: from its one text, or from the template that it refers to, whose members it may change. */
function resolved(raw: unknown, at: string, { templates, problems }: AssertionContext): JsonRecord | undefined {
  if (typeof raw === 'string') return assertionOfText(raw);
  if (!isRecord(raw))
    return problems.add(at, `must be an assertion, got ${JSON.stringify(raw)}; write {type: ..., value: ...}`);
  if (raw.$ref === undefined) return raw;
  const name = typeof raw.$ref === 'string' ? REFERENCE.exec(raw.$ref)?.[1] : undefined;
  const template = name === undefined ? undefined : own(templates, name);
  if (!isRecord(template)) {
    const names = Object.keys(templates).join(', ') || 'none';
    return problems.add(
      at,
      `$ref must be #/assertionTemplates/NAME, got ${JSON.stringify(raw.$ref)}; the templates are: ${names}`,
    );
  }
  const changed = Object.entries(raw).filter(([member]) => member !== '$ref');
  return { ...template, ...Object.fromEntries(changed) };
}

function readSet(given: JsonRecord, { at, index }: Place, context: AssertionContext): AssertionSet | undefined {
  const read = readAssertions(given.assert, `${at}.assert`, context);
  const assertions = read.flatMap((each): SingleAssertion[] => {
    if (each.kind !== 'set') return [{ ...each, index: `${index}.${each.index}` }];
    context.problems.add(at, 'an assert-set must not have another one in it; write its assertions out');
    return [];
  });
  if (Array.isArray(given.assert) ? given.assert.length === 0 : true) {
    return context.problems.add(at, 'an assert-set needs assertions; write {type: assert-set, assert: [...]}');
  }
  const members = shared(given, at, context);
  const problem =
    members.threshold === 0
      ? 'an assert-set needs a threshold above 0, got 0; with it the set passes whatever the model says, so leave it out'
      : shareProblem(SET_TYPE, members.threshold);
  if (problem !== undefined) context.problems.add(at, problem);
  return { kind: 'set', ...members, assertions };
}

function readSingle(given: JsonRecord, { at, index }: Place, context: AssertionContext): SingleAssertion | undefined {
  const { problems, vars } = context;
  if (typeof given.type !== 'string') {
    return problems.add(at, `needs a type, got ${JSON.stringify(given.type)}; write {type: contains, value: ...}`);
  }
  const name = typeNameOf(given.type);
  const why = own(REFUSED_TYPES, name.type);
  if (why !== undefined) return problems.add(at, `type ${given.type} cannot be used: ${why}`);
  for (const member of CODE_MEMBERS.filter((each) => given[each] !== undefined)) {
    problems.add(
      at,
      `${member} is code, which is not run here; use an assertion of type javascript, which your function judges`,
    );
  }
  const isCode = CODE_TYPES.has(name.type);
  if (!isCode && hasFile(given.value)) {
    return problems.add(`${at}.value`, 'files are not read from assertions; put the content in, or into a variable');
  }
  const value = isCode ? given.value : problems.attempt(`${at}.value`, () => fillTemplates(given.value, vars));
  // Its templates could not be filled in, which is a problem already.
  if (value === undefined && given.value !== undefined) return undefined;
  const common = { index, ...name, ...shared(given, at, context), ...(value === undefined ? {} : { value }) };
  if (isNative(name.type)) return native({ ...common, kind: 'native', type: name.type }, at, context);
  if (!Object.hasOwn(JUDGED_TYPES, name.type)) {
    const nearest = nearestType(given.type);
    return problems.add(
      at,
      `${given.type} is no type of assertion; the nearest one is ${nearest}, and text that the answer must equal is {type: equals, value: ...}`,
    );
  }
  return judged(given, common, at, context);
}

function native<T extends SingleAssertion & { kind: 'native' }>(
  assertion: T,
  at: string,
  context: AssertionContext,
): T {
  const { problems, tools } = context;
  const problem = NATIVE_CHECKS[assertion.type].problem(assertion);
  if (problem !== undefined) problems.add(at, problem);
  if (assertion.type === 'cost' && assertion.threshold === undefined && assertion.weight !== 0) {
    problems.add(at, 'cost needs a threshold in dollars; give it one, or weight: 0 and a metric to only measure it');
  }
  if (assertion.type === 'is-json' || assertion.type === 'contains-json') {
    // Null is data as good as any: what counts is that the library throws for a schema that is none.
    const { value } = assertion;
    if (isRecord(value)) problems.attempt(`${at}.value`, () => tools?.validate(value, null));
  }
  return assertion;
}

function judged(
  { config, rubricPrompt, provider }: JsonRecord,
  common: Omit<SingleAssertion, 'kind'>,
  at: string,
  { requiredTypes, problems }: AssertionContext,
): SingleAssertion {
  const by = JUDGED_TYPES[common.type];
  if (VALUE_TYPES.has(common.type) && (common.value === undefined || common.value === '')) {
    problems.add(at, `${common.type} needs a value; say what the judge has to look for`);
  }
  const isShare = by !== 'user' && !UNBOUNDED_TYPES.has(common.type);
  const problem = isShare ? shareProblem(common.type, common.threshold) : undefined;
  if (problem !== undefined) problems.add(at, problem);
  const stated = isRecord(config) ? config.required : undefined;
  const required = typeof stated === 'boolean' ? stated : by === 'user' || requiredTypes.has(common.type);
  return {
    ...common,
    kind: 'judged',
    by,
    required,
    ...(isRecord(config) ? { config } : {}),
    ...(rubricPrompt === undefined ? {} : { rubricPrompt }),
    ...(provider === undefined ? {} : { provider }),
  };
}

/** Weight, metric and threshold, which all assertions may have. */
function shared(given: JsonRecord, at: string, { problems, vars }: AssertionContext) {
  const weight = given.weight ?? 1;
  if (typeof weight !== 'number' || !(weight >= 0)) {
    problems.add(`${at}.weight`, `must be a number from 0, got ${JSON.stringify(given.weight)}; 0 to measure only`);
  }
  const { threshold } = given;
  const hasThreshold = threshold !== undefined && threshold !== null;
  if (hasThreshold && !(typeof threshold === 'number' && Number.isFinite(threshold))) {
    problems.add(`${at}.threshold`, `must be a number, got ${JSON.stringify(threshold)}; write it without quotes`);
  }
  const metric = problems.attempt(`${at}.metric`, () => fillTemplates(given.metric, vars));
  return {
    weight: typeof weight === 'number' ? weight : 1,
    ...(hasThreshold ? { threshold: threshold as number } : {}),
    ...(typeof metric === 'string' ? { metric } : {}),
  };
}

function hasFile(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => typeof each === 'string' && each.startsWith('file://'));
}
