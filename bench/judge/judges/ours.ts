import { Guardrail, JudgeState } from '../../../lib/contract/judge';
import { logWeightedMeanExp } from '../../../lib/core/judge/e-process';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { guardrail } from '../../../lib/core/judge/guardrail';
import { freezeLatencyThresholds } from '../../../lib/core/judge/latency-thresholds';
import { readBatches, startJudging } from '../../../lib/core/judge/state';
import { LatencyReplay } from '../latency';
import { Replay } from '../replay';
import { ReplayJudge } from './judge';

const ROLLBACK_AT = Math.log(100);

type Watched<T extends Replay> = readonly { readonly rule: Guardrail; readonly counts: (replay: T) => Replay }[];

/**
 * The library's own functions, minute by minute. A rollback is where their evidence reaches ln(1/0.01); `judge` compares the same number,
 * and writes a reason, which is left out for speed.
 */
function ours<T extends Replay>(name: string, watched: Watched<T>): ReplayJudge<T> {
  return {
    name,
    rollsBackAfter: (replay) => {
      let state: JudgeState = startJudging(0);
      for (let minute = 0; minute < replay.minutes; minute++) {
        for (const { rule, counts } of watched) state = readBatches(state, rule, [batchOf(counts(replay), minute)]);
        const all = watched.map(({ rule }) => ({
          logE: rollbackEvidence(rule, state.guardrails[rule.name]),
          weight: rule.weight,
        }));
        if (logWeightedMeanExp(all) >= ROLLBACK_AT) return minute + 1;
      }
      return undefined;
    },
  };
}

const counts = (replay: Replay) => replay;

export const OURS = ours('judge', [{ rule: guardrail({ name: 'errors', kind: 'errors' }), counts }]);

/** Without tolerance and floor: here healthy replays are at the very edge of what may be rolled back. */
export const OURS_STRICT = ours('judge, tolerance 1', [
  { rule: guardrail({ name: 'errors', kind: 'errors', tolerance: 1, floor: 0 }), counts },
]);

/** With both guardrails of latency. */
export const OURS_ON_LATENCY = ours<LatencyReplay>(
  'judge',
  freezeLatencyThresholds({ requests: 36_000, quantile: (q) => q }).map(({ guardrail: rule, above }) => ({
    rule,
    counts: above === 0.9 ? counts : ({ p99 }) => p99,
  })),
);

export function batchOf({ n1, x1, n0, x0 }: Replay, minute: number) {
  return {
    minute: minute * 60,
    experiment: { events: x1[minute], total: n1[minute] },
    control: { events: x0[minute], total: n0[minute] },
  };
}
