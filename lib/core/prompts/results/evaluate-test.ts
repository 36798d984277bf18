import { ModelReply, outputOf } from '../answers/model-answer';
import { Answered, PromptTools } from '../checks/native-check';
import { Judgement } from '../judges/judgement';
import { fullType, PromptTest } from '../read/assertion';
import { combine, GradedItem, isSet } from './combine';
import { gradeAssertion, Graded } from './grade-assertion';
import { namedScoresOf } from './named-scores';
import { FailingAssertion, TestOutcome, TestResult } from './test-result';

/** What a test is evaluated with. */
export interface Evaluation extends Pick<Answered, 'latencyMs' | 'prices' | 'tools' | 'functions'> {
  readonly reply: ModelReply;
  readonly libraries: PromptTools;
  /** Judgements by index of the assertion (`judgeRequests`). */
  readonly judgements?: Readonly<Record<string, Judgement>>;
  /** Whether results have what was said and expected in them: it may be personal data. */
  readonly withPayloads?: boolean;
}

/** Judges one answer by all assertions of its test. No answer fails the test. */
export function evaluateTest(test: PromptTest, evaluation: Evaluation): TestResult {
  const { id, critical } = test;
  const { reply, libraries, judgements = {}, withPayloads = false } = evaluation;
  if (reply.kind === 'failed') {
    return {
      id,
      critical,
      outcome: 'fail',
      pass: false,
      score: 0,
      bestScore: 0,
      failing: [],
      namedScores: {},
      error: reply.error,
    };
  }
  const output = outputOf(reply.answer);
  const grading = { answered: { ...evaluation, answer: reply.answer, output }, tools: libraries, judgements };
  const items = test.assertions.map((assertion): GradedItem =>
    assertion.kind === 'set'
      ? { set: assertion, graded: assertion.assertions.map((each) => gradeAssertion(each, grading)) }
      : gradeAssertion(assertion, grading),
  );
  const worst = combine(items, test.threshold, 'worst');
  const best = combine(items, test.threshold, 'best');
  const outcome: TestOutcome =
    worst === undefined ? 'measured' : worst.pass ? 'pass' : best?.pass ? 'undecided' : 'fail';
  return {
    id,
    critical,
    outcome,
    pass: outcome === 'pass',
    score: worst?.score ?? 0,
    bestScore: best?.score ?? 0,
    failing: failingOf(items).map((graded) => describe(graded, withPayloads)),
    namedScores: namedScoresOf(items),
    ...(withPayloads ? { output } : {}),
  };
}

/** Those within a set that passed did no harm. */
function failingOf(items: readonly GradedItem[]): readonly Graded[] {
  return items.flatMap((item) => {
    if (!isSet(item)) return fails(item) ? [item] : [];
    const hasPassed = combine(item.graded, item.set.threshold, 'worst')?.pass ?? false;
    return hasPassed ? item.graded.filter((each) => each.advisory && fails(each)) : item.graded.filter(fails);
  });
}

function fails({ assertion, grade }: Graded): boolean {
  return !grade.pass && assertion.weight > 0;
}

function describe({ assertion, grade, advisory, undecided, said }: Graded, withPayloads: boolean): FailingAssertion {
  return {
    index: assertion.index,
    type: fullType(assertion),
    ...(assertion.metric === undefined ? {} : { metric: assertion.metric }),
    reason: grade.reason,
    ...(advisory ? { advisory } : {}),
    ...(undecided ? { undecided } : {}),
    ...(withPayloads ? { details: { expected: assertion.value, ...(said === undefined ? {} : { said }) } } : {}),
  };
}
