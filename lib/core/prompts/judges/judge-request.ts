import { ModelAnswer, outputOf } from '../answers/model-answer';
import { fullType, JudgedAssertion, PromptTest, singleAssertions } from '../read/assertion';
import { JudgeKind } from '../read/vocabulary';
import { JsonRecord } from '../records';

/** What a judge is asked: promptfoo's `output` and `context`, and the assertion, for a function that judges several types. */
export interface JudgeQuestion {
  readonly output: string;
  readonly context: {
    readonly prompt: string;
    readonly vars: JsonRecord;
    readonly test: JsonRecord;
    readonly config: JsonRecord;
    readonly metadata: JsonRecord;
  };
  readonly assertion: JsonRecord;
}

/** One question for a judge of that kind; its judgement goes back under the index. */
export interface JudgeRequest {
  readonly index: string;
  readonly by: JudgeKind;
  readonly question: JudgeQuestion;
}

/** The questions that an answer to a test raises. */
export function judgeRequests(test: PromptTest, answer: ModelAnswer): readonly JudgeRequest[] {
  return singleAssertions(test.assertions).flatMap((assertion) => {
    if (assertion.kind !== 'judged') return [];
    return [{ index: assertion.index, by: assertion.by, question: questionOf(test, outputOf(answer), assertion) }];
  });
}

/** `not-` is left out: a judge says whether it is so, and the vote is turned round afterwards. */
function questionOf(test: PromptTest, output: string, assertion: JudgedAssertion): JudgeQuestion {
  const { id, prompt, vars, metadata, assertions, threshold } = test;
  const { type, value, rubricPrompt, provider, config = {} } = assertion;
  return {
    output,
    context: {
      prompt,
      vars,
      test: {
        id,
        vars,
        metadata,
        ...(threshold === undefined ? {} : { threshold }),
        assert: singleAssertions(assertions).map((each) => ({ type: fullType(each), value: each.value })),
      },
      config,
      metadata,
    },
    assertion: {
      type,
      ...(value === undefined ? {} : { value }),
      ...(assertion.threshold === undefined ? {} : { threshold: assertion.threshold }),
      ...(rubricPrompt === undefined ? {} : { rubricPrompt }),
      ...(provider === undefined ? {} : { provider }),
    },
  };
}
