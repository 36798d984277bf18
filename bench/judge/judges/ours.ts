import { Guardrail, JudgeState } from '../../../lib/contract/judge';
import { logWeightedMeanExp, start } from '../../../lib/core/judge/e-process';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { gridsOf, guardrail } from '../../../lib/core/judge/guardrail';
import { latencyGuardrail } from '../../../lib/core/judge/latency-guardrail';
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
function ours<T extends Replay>(
  name: string,
  watched: Watched<T>,
  begun: JudgeState = startJudging(0),
): ReplayJudge<T> {
  return {
    name,
    rollsBackAfter: (replay) => {
      let state = begun;
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

const ERRORS = guardrail({ name: 'errors', kind: 'errors' });

export const OURS = ours('judge', [{ rule: ERRORS, counts }]);

/** All is bet on the first minute, as in states of versions that had no reserve. */
export const OURS_WITHOUT_RESERVE = ours('judge without reserve', [{ rule: ERRORS, counts }], withoutReserve(ERRORS));

/** Without tolerance and floor: here healthy replays are at the very edge of what may be rolled back. */
export const OURS_STRICT = ours('judge, tolerance 1', [
  { rule: guardrail({ name: 'errors', kind: 'errors', tolerance: 1, floor: 0 }), counts },
]);

/** With both guardrails of latency that a model has by default. */
export const OURS_ON_LATENCY = ours<LatencyReplay>('judge', [
  { rule: guardrail(latencyGuardrail(90)), counts },
  { rule: guardrail(latencyGuardrail(99)), counts: ({ p99 }) => p99 },
]);

function withoutReserve(rule: Guardrail): JudgeState {
  const { ratioUp, levelUp, ratioDown, levelDown } = gridsOf(rule);
  const weights = {
    ratioUp: start(ratioUp),
    levelUp: start(levelUp),
    ratioDown: start(ratioDown),
    levelDown: start(levelDown),
  };
  const nothing = { events: 0, total: 0 };
  const read = { cursor: -60, minutes: 0, missingMinutes: 0, control: nothing, experiment: nothing, rule, weights };
  return { startedAt: 0, guardrails: { [rule.name]: read } };
}

export function batchOf({ n1, x1, n0, x0 }: Replay, minute: number) {
  return {
    minute: minute * 60,
    experiment: { events: x1[minute], total: n1[minute] },
    control: { events: x0[minute], total: n0[minute] },
  };
}
