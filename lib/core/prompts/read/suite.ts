import { isRecord, JsonRecord } from '../records';
import { PromptTools } from '../checks/native-check';
import { fillPrompt } from '../prompt';
import { PromptTest } from './assertion';
import { refuseUnknown, TEST_MEMBERS } from './members';
import { PromptProblem, Problems } from './problems';
import { readAssertions } from './read-assertion';
import { combinations } from './vars';
import { JUDGED_TYPES, nearestOf } from './vocabulary';

/** How a prompt set is read. */
export interface SuiteOptions {
  /** Name for problems. */
  readonly file: string;
  /** Prompts, when the file has none; they replace those that it has. */
  readonly prompts?: readonly string[];
  /** Types judged by models or policies whose judgement counts. All others of them are advisory unless `config.required` is true. */
  readonly requiredTypes?: readonly string[];
  /** Compiles JSON Schemas, so that broken ones are found now and not when the first answer comes. */
  readonly tools?: Pick<PromptTools, 'validate'>;
}

export interface PromptSuite {
  readonly tests: readonly PromptTest[];
  /** When there is one, the tests are not to be used. */
  readonly problems: readonly PromptProblem[];
}

/** Descriptions are in reports, which have to stay small. */
const LONGEST_DESCRIPTION = 60;

/** Members that promptfoo has, and that would change which tests there are or what they mean. */
const REFUSED_MEMBERS: Readonly<Record<string, string>> = {
  scenarios: 'scenarios are not read; write their combinations as tests',
  assertScoringFunction: 'code is not run here; use weights and a threshold, or an assertion of type javascript',
  postprocess: 'code is not run here; use an assertion of type javascript, which your function judges',
  transform: 'code is not run here; use an assertion of type javascript, which your function judges',
  transformVars: 'code is not run here; write the variables as they have to be',
};

/** The same of a test alone. */
const REFUSED_IN_TESTS: Readonly<Record<string, string>> = {
  prompts: 'tests are not kept for some of the prompts; write a file for each prompt',
  providerOutput: 'the model itself is asked; leave the answer out',
};

/**
 * Reads the tests of a promptfoo configuration, or a list of tests, that was parsed from YAML, JSON or CSV (`testOfRow`). Each test
 * stands for every combination of its variables and for every prompt. Everything that is wrong is a problem; nothing is skipped quietly.
 */
export function readSuite(raw: unknown, options: SuiteOptions): PromptSuite {
  const problems = new Problems(options.file);
  const suite = Array.isArray(raw) ? { tests: raw as unknown[] } : raw;
  if (!isRecord(suite) || !Array.isArray(suite.tests)) {
    problems.add('tests', 'there has to be a list of tests; write tests: [...], with the tests in this file');
    return { tests: [], problems: problems.all };
  }
  refuseMembers(suite, '', problems);
  checkRequiredTypes(options.requiredTypes ?? [], problems);
  const prompts = promptsOf(suite, options, problems);
  const defaults = isRecord(suite.defaultTest) ? suite.defaultTest : {};
  if (typeof suite.defaultTest === 'string') problems.add('defaultTest', 'files are not read here; put the content in');
  refuseInTest(defaults, 'defaultTest', problems);
  const templates = isRecord(suite.assertionTemplates) ? suite.assertionTemplates : {};
  const reader: Reader = { problems, prompts, defaults, templates, options };
  const tests = suite.tests.flatMap((test: unknown, index) => readTest(test, index, reader));
  if (suite.tests.length === 0) problems.add('tests', 'there has to be a test; a set without one proves nothing');
  return { tests, problems: problems.all };
}

/** Problems of several files, for the one who synthesizes. */
export function validateAssertions(
  files: readonly { readonly file: string; readonly content: unknown }[],
  options: Omit<SuiteOptions, 'file'> = {},
): readonly PromptProblem[] {
  return files.flatMap(({ file, content }) => readSuite(content, { ...options, file }).problems);
}

interface Reader {
  readonly problems: Problems;
  readonly prompts: readonly string[];
  readonly defaults: JsonRecord;
  readonly templates: JsonRecord;
  readonly options: SuiteOptions;
}

function readTest(raw: unknown, number: number, reader: Reader): readonly PromptTest[] {
  const at = `tests[${number}]`;
  const { problems, defaults, prompts } = reader;
  if (!isRecord(raw)) {
    problems.add(at, `must be a test, got ${JSON.stringify(raw)}; write {vars: {...}, assert: [...]}`);
    return [];
  }
  refuseInTest(raw, at, problems);
  const options = { ...recordOf(defaults.options), ...recordOf(raw.options) };
  refuseMembers(options, `${at}.options.`, problems);
  const vars = { ...recordOf(defaults.vars), ...(isRecord(raw.vars) ? raw.vars : {}) };
  const isObject = raw.vars === undefined || isRecord(raw.vars);
  const all = problems.attempt(`${at}.vars`, () => combinations(isObject ? vars : raw.vars, options)) ?? [];
  return all.flatMap((each, combination) =>
    prompts.flatMap((template, prompt): PromptTest[] => {
      const parts = [all.length > 1 ? `.v${combination + 1}` : '', prompts.length > 1 ? `.p${prompt + 1}` : ''];
      const description =
        typeof raw.description === 'string' ? ` ${raw.description.slice(0, LONGEST_DESCRIPTION)}` : '';
      const text = problems.attempt(`${at} with prompts[${prompt}]`, () => fillPrompt(template, each, options));
      return [
        {
          id: `${number + 1}${parts.join('')}${description}`,
          prompt: text ?? '',
          vars: each,
          ...judgedBy(raw, each, at, reader),
        },
      ];
    }),
  );
}

/** Assertions of the default test come first, as in promptfoo. */
function judgedBy(raw: JsonRecord, vars: JsonRecord, at: string, { problems, defaults, templates, options }: Reader) {
  const context = {
    problems,
    vars,
    templates,
    requiredTypes: new Set(options.requiredTypes),
    ...(options.tools === undefined ? {} : { tools: options.tools }),
  };
  const shared =
    recordOf(raw.options).disableDefaultAsserts === true
      ? []
      : readAssertions(defaults.assert, 'defaultTest.assert', context);
  const own = readAssertions(raw.assert, `${at}.assert`, context);
  const assertions = [...shared, ...own.map((each) => shifted(each, shared.length))];
  const isBare = [raw.assert, defaults.assert].every(
    (each) => each === undefined || (Array.isArray(each) && each.length === 0),
  );
  if (isBare) problems.add(at, 'a test needs an assertion; without one it passes whatever the model says');
  const metadata = { ...recordOf(defaults.metadata), ...recordOf(raw.metadata) };
  const threshold = raw.threshold ?? defaults.threshold ?? undefined;
  if (threshold !== undefined && !(typeof threshold === 'number' && threshold > 0 && threshold <= 1)) {
    problems.add(
      `${at}.threshold`,
      threshold === 0
        ? 'must be above 0, got 0; with it a test passes whatever the model says, so leave it out, or say what has to be reached'
        : `must be above 0 and at most 1, got ${JSON.stringify(threshold)}; it is a share, not a percentage`,
    );
  }
  return {
    assertions,
    metadata,
    critical: metadata.critical === true || metadata.critical === 'true',
    ...(typeof threshold === 'number' ? { threshold } : {}),
  };
}

/** Places count through the default assertions and the test's own. */
function shifted<T extends ReturnType<typeof readAssertions>[number]>(assertion: T, by: number): T {
  const moved = (index: string) => index.replace(/^\d+/, (first) => String(Number(first) + by));
  if (assertion.kind !== 'set') return { ...assertion, index: moved(assertion.index) };
  return { ...assertion, assertions: assertion.assertions.map((each) => ({ ...each, index: moved(each.index) })) };
}

function promptsOf(suite: JsonRecord, { prompts }: SuiteOptions, problems: Problems): readonly string[] {
  const given: readonly unknown[] = prompts ?? (Array.isArray(suite.prompts) ? suite.prompts : [suite.prompts]);
  return given.flatMap((prompt: unknown, index) => {
    const text = isRecord(prompt) ? prompt.raw : prompt;
    if (typeof text === 'string' && text !== '' && !text.startsWith('file://')) return [text];
    problems.add(
      `prompts[${index}]`,
      `must be a prompt's text, got ${JSON.stringify(prompt)}; put the text in, files are not read here`,
    );
    return [];
  });
}

function checkRequiredTypes(types: readonly string[], problems: Problems): void {
  for (const type of types.filter((each) => !Object.hasOwn(JUDGED_TYPES, each))) {
    const judged = Object.keys(JUDGED_TYPES);
    problems.add(
      'requiredTypes',
      `must be types that a judge outside of the check has, got ${JSON.stringify(type)}; the nearest one is ${nearestOf(type, judged)}`,
    );
  }
}

function refuseInTest(test: JsonRecord, at: string, problems: Problems): void {
  refuseUnknown(test, TEST_MEMBERS, at, problems);
  refuseMembers(test, `${at}.`, problems, { ...REFUSED_MEMBERS, ...REFUSED_IN_TESTS });
}

function refuseMembers(given: JsonRecord, at: string, problems: Problems, refused = REFUSED_MEMBERS): void {
  for (const [member, problem] of Object.entries(refused)) {
    if (given[member] !== undefined) problems.add(`${at}${member}`, problem);
  }
}

function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}
