import { partsOf } from '../../../core/prompts/judges/judge-prompt';
import { wordsOf } from './words';

/** Parts of a judge's message that say what is wanted; the first that there is counts. */
const WANTED = ['RUBRIC', 'REFERENCE', 'CRITERIA', 'CRITERION', 'CONTEXT', 'QUESTION'];

/** Share of the wanted words from which on the answer passes. */
const ENOUGH = 0.4;

/**
 * A deterministic fake of a judging model: the share of the wanted words that the answer has. It understands nothing. Undefined for a
 * message that is no question of this library's judge.
 */
export function overlapJudgement(system: string, user: string): string | undefined {
  const parts = partsOf(user);
  const wanted = WANTED.map((name) => parts[name]).find((text) => text !== undefined);
  if (wanted === undefined || parts.ANSWER === undefined) return undefined;
  const words = new Set(wordsOf(wanted));
  const said = new Set(wordsOf(parts.ANSWER));
  const found = [...words].filter((word) => said.has(word)).length;
  const score = words.size === 0 ? 0 : Number((found / words.size).toFixed(3));
  const reason = `${found} of ${words.size} words are in the answer`;
  // What the system's text asks for: a verdict, or a score alone.
  return JSON.stringify(system.includes('"pass"') ? { reason, pass: score >= ENOUGH, score } : { reason, score });
}
