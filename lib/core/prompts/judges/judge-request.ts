import { JudgeQuestion, JudgeRequest } from '../../../contract/index';
import { ModelAnswer, outputOf } from '../answers/model-answer';
import { fullType, JudgedAssertion, PromptTest, singleAssertions } from '../read/assertion';

/** The questions that an answer to a test raises. */
export function judgeRequests(test: PromptTest, answer: ModelAnswer): readonly JudgeRequest[] {
  return singleAssertions(test.assertions).flatMap((assertion) => {
    if (assertion.kind !== 'judged') return [];
    return [{ index: assertion.index, by: assertion.by, question: questionOf(test, outputOf(answer), assertion) }];
  });
}

/** `not-` is left out: a judge says whether it is so, and the vote is turned round afterwards. */
export function questionOf(test: PromptTest, output: string, assertion: JudgedAssertion): JudgeQuestion {
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
