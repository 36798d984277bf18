import { Replay } from '../../replay';
import { ReplayJudge } from '../judge';
import { ACA_JUDGE, classify } from './classify';

const LOOK_EVERY_MINUTES = 5;

/**
 * Kayenta as canaries are configured with it: one value a minute of each side, an error rate whose increase is critical, a look each five
 * minutes at all minutes so far. High is a score of 0, which fails.
 */
export const KAYENTA: ReplayJudge = {
  name: 'Kayenta, each 5 minutes',
  slow: { replays: 300, minutes: 60 },
  rollsBackAfter: (replay) => {
    const options = { ...ACA_JUDGE, direction: 'increase', nanStrategy: 'replace', critical: true } as const;
    for (let minute = LOOK_EVERY_MINUTES; minute <= replay.minutes; minute += LOOK_EVERY_MINUTES) {
      const [experiment, control] = [rates(replay, 'x1', 'n1', minute), rates(replay, 'x0', 'n0', minute)];
      if (classify(experiment, control, options).label === 'High') return minute;
    }
    return undefined;
  },
};

function rates(replay: Replay, events: 'x1' | 'x0', requests: 'n1' | 'n0', minutes: number): number[] {
  return Array.from({ length: minutes }, (_, minute) => replay[events][minute] / replay[requests][minute]);
}
