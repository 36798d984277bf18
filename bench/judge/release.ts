import { Batch, Judgement, JudgeSettings, JudgeState } from '../../lib/contract/judge';
import { judgeSettings } from '../../lib/core/judge/guardrail';
import { judge } from '../../lib/core/judge/judge';
import { readBatches, startJudging } from '../../lib/core/judge/state';
import { GUARDRAILS } from './guardrails';
import { batchOf } from './judges/ours';
import { latencyOfRelease } from './latency';
import { ramp, replay } from './replay';

const MINUTES = 60;

/** What the judge is told at the look after `minute`, of what was counted so far. */
export type Feed = (guardrailName: string, minutes: readonly Batch[], minute: number) => readonly Batch[];

/** Everything on time: the minute that has just ended. */
export const ON_TIME: Feed = (_, minutes, minute) => [minutes[minute]];

export interface SimulatedVersion {
  readonly baseRate: number;
  /** Its errors by the live version's. */
  readonly errors: number;
  /** Its answer times by the live version's. */
  readonly latency: number;
}

export interface Ending {
  readonly action: Judgement['action'];
  readonly verdict: Judgement['verdict'];
  /** Minutes of traffic that it took; a look reads them three minutes later, by default. */
  readonly minutes: number;
  readonly state: JudgeState;
}

/** The workflow asks in the last step in which both versions have traffic, and not before. */
export const LAST_STEP = 20;

/** A release of 600 requests a minute at 10, 25 and 50 %, looked at each minute, for an hour at most. A promotion counts from a minute on. */
export function playRelease(
  version: SimulatedVersion,
  seed: number,
  feed: Feed = ON_TIME,
  overrides: Partial<JudgeSettings> = {},
  promotedFrom = 0,
): Ending {
  // A minute is read when it ends: the lag of real metrics would add the same to each number.
  const settings = judgeSettings({ lagSeconds: 60, maxDurationSeconds: MINUTES * 60, ...overrides });
  const counted = countsOf(version, seed);
  let state = startJudging(0);
  for (let minute = 0; ; minute++) {
    for (const rule of GUARDRAILS) state = readBatches(state, rule, feed(rule.name, counted[rule.name], minute));
    const { action, verdict } = judge(settings, GUARDRAILS, state, (minute + 1) * 60);
    if (action === 'promote' && minute + 1 < promotedFrom) continue;
    if (action !== 'hold' || minute === MINUTES - 1) return { action, verdict, minutes: minute + 1, state };
  }
}

function countsOf(
  { baseRate, errors, latency }: SimulatedVersion,
  seed: number,
): Readonly<Record<string, readonly Batch[]>> {
  const slow = latencyOfRelease(latency, seed);
  const failed = replay(
    {
      name: 'errors',
      requestsPerMinute: 600,
      baseRate,
      ratio: errors,
      share: ramp,
      minutes: MINUTES,
      weather: false,
      noise: 0,
    },
    seed + 1_000_000,
  );
  const minutes = Array.from({ length: MINUTES }, (_, minute) => minute);
  return {
    errors: minutes.map((minute) => batchOf(failed, minute)),
    'slow-p90': minutes.map((minute) => batchOf(slow, minute)),
    'slow-p99': minutes.map((minute) => batchOf(slow.p99, minute)),
  };
}
