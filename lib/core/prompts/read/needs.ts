import { JudgeKind, JudgeQuestion, PromptEndpointSpec, PromptJudgeSpec, TokenPrices } from '../../../contract/index';
import { judgeOf } from '../judges/judge-of';
import { questionOf } from '../judges/judge-request';
import { isRecord, jsonIn } from '../records';
import { fullType, PromptTest, SingleAssertion, singleAssertions } from './assertion';
import { NativeType } from './vocabulary';

/** A judge as far as it is known before it is asked. */
export interface KnownJudge extends Pick<PromptJudgeSpec, 'types'> {
  /** Why it could not answer a question, whatever the model says; undefined when it could. */
  readonly problemOf?: (question: JudgeQuestion) => string | undefined;
}

/** What a check has to grade answers with. */
export interface Means {
  readonly judges: readonly KnownJudge[];
  readonly endpoint: PromptEndpointSpec;
  readonly prices?: TokenPrices;
}

export interface Needs {
  /** What assertions need and nobody gave; each names value, rule and remedy. */
  readonly problems: readonly string[];
  /** Types of advisory assertions that nobody judges: they decide nothing. */
  readonly notJudged: readonly string[];
}

/** Types that read what plain text does not have. */
const OF_CHATS: readonly NativeType[] = [
  'cost',
  'perplexity',
  'perplexity-score',
  'finish-reason',
  'is-valid-function-call',
  'is-valid-openai-function-call',
  'is-valid-openai-tools-call',
];
const OF_TOOLS: readonly NativeType[] = [
  'is-valid-function-call',
  'is-valid-openai-function-call',
  'is-valid-openai-tools-call',
];
const OF_PROBABILITIES: readonly NativeType[] = ['perplexity', 'perplexity-score'];

const JUDGE_BY: Readonly<Record<JudgeKind, string>> = {
  model: 'PromptJudge.bedrock(...)',
  embedding: 'PromptJudge.bedrock(...) with embeddings',
  policy: 'PromptJudge.lambda(...)',
  user: 'PromptJudge.lambda(...)',
};

/** What the tests need and do not have: found before the first prompt is sent, because no answer could meet such an assertion. */
export function needsOf(tests: readonly PromptTest[], means: Means): Needs {
  const problems = new Map<string, string>();
  const notJudged = new Set<string>();
  for (const test of tests) {
    for (const assertion of singleAssertions(test.assertions)) {
      if (assertion.kind === 'judged' && !assertion.required && judgeOf(means.judges, assertion.type) === undefined) {
        notJudged.add(assertion.type);
        continue;
      }
      const problem = problemOf(test, assertion, means);
      // Once for each type: a set has the same assertion in hundreds of tests.
      if (problem === undefined || problems.has(assertion.type)) continue;
      problems.set(
        assertion.type,
        `test "${test.id}": assertion ${assertion.index} (${fullType(assertion)}) ${problem}`,
      );
    }
  }
  return { problems: [...problems.values()], notJudged: [...notJudged].sort() };
}

function problemOf(
  test: PromptTest,
  assertion: SingleAssertion,
  { judges, endpoint, prices }: Means,
): string | undefined {
  if (assertion.kind === 'judged') {
    const judge = judgeOf(judges, assertion.type);
    if (judge !== undefined) return judge.problemOf?.(questionOf(test, '', assertion));
    return `must have a judge, got none for its type; give ${JUDGE_BY[assertion.by]} in judges, or say config: {required: false}`;
  }
  const { type } = assertion;
  if (endpoint.kind === 'plain-text') {
    return OF_CHATS.includes(type)
      ? 'must be asked of a chat endpoint, got plain text; use PromptEndpoint.openAiChat'
      : undefined;
  }
  if (type === 'cost' && prices === undefined) return 'must have prices, got none; give prices';
  const members = jsonIn(endpoint.members)?.value;
  const sent = isRecord(members) ? members : {};
  if (OF_TOOLS.includes(type) && sent.tools === undefined && sent.functions === undefined) {
    return 'must have functions to be called, got none; give tools of the endpoint';
  }
  if (OF_PROBABILITIES.includes(type) && sent.logprobs !== true) {
    return 'must have log probabilities, got none; give parameters: { logprobs: true } of the endpoint';
  }
  return undefined;
}
