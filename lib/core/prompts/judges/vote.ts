import { embeddedJson } from '../checks/embedded-json';
import { isRecord, jsonIn, JsonRecord, own } from '../records';

/** What one judge said, or why that says nothing. */
export type Vote =
  | { readonly kind: 'vote'; readonly pass: boolean; readonly score: number; readonly reason?: string }
  | { readonly kind: 'none'; readonly reason: string };

/** promptfoo's thresholds of types whose judges answer with a score. */
const THRESHOLDS: Readonly<Record<string, number>> = {
  'g-eval': 0.7,
  meteor: 0.5,
  pi: 0.5,
};

/**
 * Reads what a judge answered: a boolean, a score from 0 to 1, or `{pass, score, reason}`. A score alone passes from the threshold on, or
 * above 0 when there is none; with a threshold, `pass` needs the score too. Anything else is no vote, which is neither pass nor fail.
 */
export function readVote(
  answer: unknown,
  { type, threshold }: { readonly type: string; readonly threshold?: number },
): Vote {
  const least = threshold ?? own(THRESHOLDS, type);
  if (typeof answer === 'boolean') return { kind: 'vote', pass: answer, score: answer ? 1 : 0 };
  if (typeof answer === 'number') return isShare(answer) ? voteOf(answer, least) : none('the score is not 0 to 1');
  if (!isRecord(answer)) return none('the judgement is no boolean, number or object');
  return readRecord(answer, least);
}

/**
 * Reads a model's written judgement: the JSON that the text is, or the objects with `pass` or `score` in it. Several that disagree are
 * no vote: one of them may be quoted from the answer that is judged.
 */
export function readVoteText(text: string, assertion: { readonly type: string; readonly threshold?: number }): Vote {
  const whole = jsonIn(text.trim());
  if (whole !== undefined) return readVote(whole.value, assertion);
  const found = [...embeddedJson(text)].filter((each) => isRecord(each) && ('pass' in each || 'score' in each));
  const votes = found.map((each) => readVote(each, assertion));
  const [first] = votes;
  if (first === undefined) return none('the judgement has no JSON with pass or score in it');
  const agree = votes.every((vote) => vote.kind === 'vote' && first.kind === 'vote' && vote.pass === first.pass);
  return agree || votes.length === 1 ? first : none('the judgement has several that disagree in it');
}

function readRecord({ pass, score, reason }: JsonRecord, least: number | undefined): Vote {
  const why = typeof reason === 'string' ? { reason } : {};
  if (pass !== undefined && typeof pass !== 'boolean') return none('pass is no boolean');
  if (score !== undefined && !isShare(score)) return none('the score is not 0 to 1');
  if (pass === undefined)
    return score === undefined ? none('pass and score are missing') : { ...voteOf(score, least), ...why };
  const given = score ?? (pass ? 1 : 0);
  return { kind: 'vote', pass: pass && (least === undefined || given >= least), score: given, ...why };
}

function voteOf(score: number, least: number | undefined): Vote {
  return { kind: 'vote', pass: least === undefined ? score > 0 : score >= least, score };
}

function isShare(score: unknown): score is number {
  return typeof score === 'number' && score >= 0 && score <= 1;
}

function none(reason: string): Vote {
  return { kind: 'none', reason };
}
