import { JudgeState } from '../../../lib/contract/judge';
import { promotionEvidence } from '../../../lib/core/judge/evidence';
import { guardrail } from '../../../lib/core/judge/guardrail';
import { readBatches, startJudging } from '../../../lib/core/judge/state';
import { batchOf } from '../judges/ours';
import { LAST_STEP, ON_TIME, playRelease, SimulatedVersion } from '../release';
import { replay, Scenario } from '../replay';
import { quantilesOf } from './detection';

export interface Releases {
  readonly version: string;
  readonly releases: number;
  readonly promoted: number;
  /** Proven bad, and those that only ran out of time. */
  readonly rolledBack: number;
  readonly unproven: number;
  /** Minutes until promoted, or until rolled back, whichever is more frequent. */
  readonly median?: number;
  readonly p95?: number;
  /** Minutes until a healthy version is promoted when nobody asks before the last step. */
  readonly gateMedian?: number;
}

export const VERSIONS: readonly (SimulatedVersion & { readonly name: string })[] = [
  { name: 'healthy, 1 % errors', baseRate: 0.01, errors: 1, latency: 1 },
  { name: 'healthy, 0.1 % errors', baseRate: 0.001, errors: 1, latency: 1 },
  { name: 'errors × 2', baseRate: 0.01, errors: 2, latency: 1 },
  { name: 'errors × 3', baseRate: 0.01, errors: 3, latency: 1 },
  { name: 'errors × 5', baseRate: 0.01, errors: 5, latency: 1 },
  { name: 'errors × 10', baseRate: 0.01, errors: 10, latency: 1 },
  { name: 'latency × 1.2', baseRate: 0.01, errors: 1, latency: 1.2 },
  { name: 'latency × 1.5', baseRate: 0.01, errors: 1, latency: 1.5 },
  { name: 'at the boundary: 0.5 % errors × 2', baseRate: 0.005, errors: 2, latency: 1 },
];

export function releasesOf(version: SimulatedVersion & { readonly name: string }, releases: number): Releases {
  const endings = Array.from({ length: releases }, (_, seed) => playRelease(version, seed));
  const promoted = endings.filter(({ action }) => action === 'promote');
  const rolledBack = endings.filter(({ verdict }) => verdict === 'FAIL');
  const { median, p95 } = quantilesOf(
    (promoted.length >= rolledBack.length ? promoted : rolledBack).map(({ minutes }) => minutes),
  );
  return {
    version: version.name,
    releases,
    promoted: promoted.length,
    rolledBack: rolledBack.length,
    unproven: releases - promoted.length - rolledBack.length,
    median,
    p95,
    ...(version.errors === 1 && version.latency === 1 ? { gateMedian: gateMedian(version, releases) } : {}),
  };
}

function gateMedian(version: SimulatedVersion, releases: number): number | undefined {
  const endings = Array.from({ length: releases }, (_, seed) => playRelease(version, seed, ON_TIME, {}, LAST_STEP));
  const minutes = endings.map(({ action, minutes: taken }) =>
    action === 'promote' ? taken : Number.POSITIVE_INFINITY,
  );
  return quantilesOf(minutes).median;
}

/** Replays at the boundary of which the proof for a promotion ever came, looked at each minute. */
export function wronglyProven(scenario: Scenario, replays: number): number {
  const rule = guardrail({ name: 'errors', kind: 'errors' });
  let wrong = 0;
  for (let seed = 0; seed < replays; seed++) {
    const played = replay(scenario, seed);
    let state: JudgeState = startJudging(0);
    for (let minute = 0; minute < played.minutes; minute++) {
      state = readBatches(state, rule, [batchOf(played, minute)]);
      if ((promotionEvidence(rule, state.guardrails[rule.name]) ?? 0) >= Math.log(20)) {
        wrong += 1;
        break;
      }
    }
  }
  return wrong;
}
