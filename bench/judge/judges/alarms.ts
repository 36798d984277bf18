import { Replay } from '../replay';
import { ReplayJudge } from './judge';

/** Alarms as people set them: twice what is usual, or twice what the live version has, in two minutes of two. */
export const ALARM_TWICE_USUAL = alarm('alarm, 2 × usual, 2 of 2', ({ usualRate }) => 2 * usualRate);
export const ALARM_TWICE_LIVE = alarm('alarm, 2 × live, 2 of 2', ({ n0, x0 }, minute) => (2 * x0[minute]) / n0[minute]);

function alarm(name: string, limit: (replay: Replay, minute: number) => number): ReplayJudge {
  return {
    name,
    rollsBackAfter: (replay) => {
      let before = false;
      for (let minute = 0; minute < replay.minutes; minute++) {
        const breaches = replay.x1[minute] / replay.n1[minute] > limit(replay, minute); // NaN without requests: not breaching
        if (breaches && before) return minute + 1;
        before = breaches;
      }
      return undefined;
    },
  };
}
