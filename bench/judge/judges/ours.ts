import { Guardrail, JudgeState } from '../../../lib/contract/judge';
import { logWeightedMeanExp } from '../../../lib/core/judge/e-process';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { guardrail } from '../../../lib/core/judge/guardrail';
import { readBatches, startJudging } from '../../../lib/core/judge/state';
import { Replay } from '../replay';
import { ReplayJudge } from './judge';

const ROLLBACK_AT = Math.log(100);

/**
 * The library's own functions, minute by minute. A rollback is where their evidence reaches ln(1/0.01); `judge` compares the same number,
 * and writes a reason, which is left out for speed. With `others`, so many more guardrails of the same weight see nothing unusual.
 */
export function ours(name: string, rule: Guardrail, others = 0): ReplayJudge {
  const rest = { logE: 0, weight: others * rule.weight };
  return {
    name,
    rollsBackAfter: (replay) => {
      let state: JudgeState = startJudging(0);
      for (let minute = 0; minute < replay.minutes; minute++) {
        state = readBatches(state, rule, [batchOf(replay, minute)]);
        const own = { logE: rollbackEvidence(rule, state.guardrails[rule.name]), weight: rule.weight };
        if (logWeightedMeanExp([own, rest]) >= ROLLBACK_AT) return minute + 1;
      }
      return undefined;
    },
  };
}

export const OURS = ours('judge', guardrail({ name: 'errors', kind: 'errors' }));

/** Without tolerance and floor: here healthy replays are at the very edge of what may be rolled back. */
export const OURS_STRICT = ours(
  'judge, tolerance 1',
  guardrail({ name: 'errors', kind: 'errors', tolerance: 1, floor: 0 }),
);

export function batchOf({ n1, x1, n0, x0 }: Replay, minute: number) {
  return {
    minute: minute * 60,
    experiment: { events: x1[minute], total: n1[minute] },
    control: { events: x0[minute], total: n0[minute] },
  };
}
