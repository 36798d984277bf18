import { JudgeQuestion } from '../../../contract/index';
import { embeddingQuestion } from './embedding-question';
import { judgeProblem } from './judge-prompt';
import { JUDGED_TYPES } from '../read/vocabulary';

/** Why a judge of Bedrock could not answer a question, whatever the model under test says; undefined when it could. */
export function bedrockProblem(question: JudgeQuestion): string | undefined {
  const { type, provider } = question.assertion;
  if (JUDGED_TYPES[String(type)] !== 'embedding') return judgeProblem(question);
  if (provider !== undefined) {
    return 'must not name a provider, which would be another judge than that of the check; leave it out, or judge with your own function';
  }
  if (embeddingQuestion({ ...question, output: 'some answer' }) !== undefined) return undefined;
  return 'must have a text, or a list of texts, as value to be similar to; give it one';
}
