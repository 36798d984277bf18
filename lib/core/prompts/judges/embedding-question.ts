import { JudgeQuestion } from '../../../contract/index';
import { similarityVote } from './similarity';
import { Vote } from './vote';

/** Texts whose embeddings are compared: the answer's, and those of what is expected. */
export interface EmbeddingQuestion {
  readonly answer: string;
  readonly expected: readonly string[];
}

/** Undefined when there is nothing to compare: a model embeds no empty text. */
export function embeddingQuestion({ output, assertion }: JudgeQuestion): EmbeddingQuestion | undefined {
  const values: readonly unknown[] = Array.isArray(assertion.value) ? assertion.value : [assertion.value];
  const expected = values.filter((value): value is string => typeof value === 'string' && value.trim() !== '');
  if (output.trim() === '' || expected.length === 0) return undefined;
  return { answer: output, expected };
}

/** How near the answer is, by the embeddings of the answer and of each expected text. */
export function embeddingVote(
  { assertion }: JudgeQuestion,
  [answer, ...expected]: readonly (readonly number[])[],
): Vote {
  const type = String(assertion.type);
  const threshold = typeof assertion.threshold === 'number' ? { threshold: assertion.threshold } : {};
  return similarityVote({ type, ...threshold }, answer, expected);
}
