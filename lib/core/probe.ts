import { ModelOutline, ModelRequest, ProbeSpec } from '../contract/index';
import { SmokeAnswer } from './smoke';

/**
 * Rounds that an alarm needs to be bad, one after the other or with others between: one may be a garbage collection, or a task that just
 * started.
 */
export const BAD_ROUNDS = 2;

/** Periods whose metrics may not be there yet, and count as good until they are (memory: 1 to 5 s after PutMetricData). */
const LATE_PERIODS = 1;

/** Periods of `periodSeconds` that an alarm has to look back for the rounds that it needs. */
export function periodsOf({ intervalSeconds }: Pick<ProbeSpec, 'intervalSeconds'>, periodSeconds: number): number {
  // Rounds fall into periods with one to spare: an interval of 10 s may put two into one period and none into the next.
  return Math.ceil((BAD_ROUNDS * intervalSeconds) / periodSeconds) + 1 + LATE_PERIODS;
}

/**
 * Whose turn it is at a time, in milliseconds since 1970: counted from there, because a prober works from one look to the next only, and
 * would begin with the first requests each time.
 */
export function turnAt(time: number, { intervalSeconds }: Pick<ProbeSpec, 'intervalSeconds'>): number {
  return Math.floor(time / (1000 * intervalSeconds));
}

/** Requests of the round whose turn it is: each round goes on where the one before it ended. */
export function requestsOfRound({ requests, count }: ProbeSpec, turn: number): readonly ModelRequest[] {
  return Array.from({ length: count }, (_, index) => requests[(turn * count + index) % requests.length]);
}

/**
 * What is wrong with an answer, without a word of it; undefined for a good one. Only this much is known of a probe: that it was
 * answered in time, with the right status, and with JSON where that is what it calls itself. Whether the prediction is right is not.
 */
export function probeFailure({ expectedStatus }: ProbeSpec, answer: SmokeAnswer): string | undefined {
  if (answer.kind === 'failed') return answer.error;
  if (answer.status !== expectedStatus) return `status ${answer.status}`;
  const type = answer.headers['content-type'] ?? '';
  if (/\bjson\b/.test(type) && !isJson(answer.body)) return 'an answer that calls itself JSON and is none';
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What of a probe says how soon it finds a fault. */
export function probeTiming({ intervalSeconds, timeoutMs }: ProbeSpec): NonNullable<ModelOutline['probe']> {
  return { intervalSeconds, timeoutSeconds: timeoutMs / 1000 };
}

/** How often each failure was seen. */
export function failureCounts(failures: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const failure of failures) if (failure !== undefined) counts[failure] = (counts[failure] ?? 0) + 1;
  return counts;
}
