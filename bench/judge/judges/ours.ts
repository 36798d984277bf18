import { Guardrail, JudgeState } from '../../../lib/contract/judge';
import { logWeightedMeanExp, start } from '../../../lib/core/judge/e-process';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { gridsOf, guardrail } from '../../../lib/core/judge/guardrail';
import { readBatches, startJudging } from '../../../lib/core/judge/state';
import { defaultGuardrails, GUARDRAILS } from '../guardrails';
import { ModelReplay } from '../model-replay';
import { Replay } from '../replay';
import { ReplayJudge } from './judge';

const ROLLBACK_AT = Math.log(100);

/**
 * The library's own functions, minute by minute. A rollback is where their evidence reaches ln(1/0.01); `judge` compares the same number,
 * and writes a reason, which is left out for speed.
 */
function ours<T extends Replay>(
  name: string,
  rules: readonly Guardrail[],
  countsOf: (replay: T, guardrail: string) => Replay,
  begun: JudgeState = startJudging(0),
): ReplayJudge<T> {
  return {
    name,
    rollsBackAfter: (replay) => {
      let state = begun;
      for (let minute = 0; minute < replay.minutes; minute++) {
        for (const rule of rules) state = readBatches(state, rule, [batchOf(countsOf(replay, rule.name), minute)]);
        const all = rules.map((rule) => ({
          logE: rollbackEvidence(rule, state.guardrails[rule.name]),
          weight: rule.weight,
        }));
        if (logWeightedMeanExp(all) >= ROLLBACK_AT) return minute + 1;
      }
      return undefined;
    },
  };
}

const ofModel = ({ counted }: ModelReplay, name: string) => counted[name];
const ofErrors = (replay: Replay) => replay;

/** With the three guardrails that a model has by default, whichever of them is bad. */
export const OURS = ours('judge', GUARDRAILS, ofModel);

/** What is widened where hosts differ: `Analysis.judge({ tolerance })`. */
export const OURS_TOLERANT = [1.5, 2].map((tolerance) =>
  ours(`judge, tolerance ${tolerance}`, defaultGuardrails(tolerance), ofModel),
);

/** All is bet on the first minute, as in states of versions that had no reserve. */
export const OURS_WITHOUT_RESERVE = ours('judge without reserve', GUARDRAILS, ofModel, withoutReserve(GUARDRAILS));

/** All of α is for one guardrail, which is harder for its bound than a third of it for each. */
export const OURS_ON_ERRORS = ours('judge, errors alone', [guardrail({ name: 'errors', kind: 'errors' })], ofErrors);

/** Without tolerance and floor: here healthy replays are at the very edge of what may be rolled back. */
export const OURS_STRICT = ours(
  'judge, errors alone, tolerance 1',
  [guardrail({ name: 'errors', kind: 'errors', tolerance: 1, floor: 0 })],
  ofErrors,
);

function withoutReserve(rules: readonly Guardrail[]): JudgeState {
  const nothing = { events: 0, total: 0 };
  const read = rules.map((rule) => {
    const { ratioUp, levelUp, ratioDown, levelDown } = gridsOf(rule);
    const weights = {
      ratioUp: start(ratioUp),
      levelUp: start(levelUp),
      ratioDown: start(ratioDown),
      levelDown: start(levelDown),
    };
    return { cursor: -60, minutes: 0, missingMinutes: 0, control: nothing, experiment: nothing, rule, weights };
  });
  return { startedAt: 0, guardrails: Object.fromEntries(read.map((each) => [each.rule.name, each])) };
}

export function batchOf({ n1, x1, n0, x0 }: Replay, minute: number) {
  return {
    minute: minute * 60,
    experiment: { events: x1[minute], total: n1[minute] },
    control: { events: x0[minute], total: n0[minute] },
  };
}
