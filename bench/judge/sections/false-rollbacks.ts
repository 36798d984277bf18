import { upperBound } from '../../../lib/core/binomial';
import { ReplayJudge } from '../judges/judge';
import { Replay, Scenario } from '../replay';

/** How often a judge rolled a healthy version back. */
export interface FalseRollbacks {
  readonly judge: string;
  readonly replays: number;
  /** Minutes that it looked at each, at most. */
  readonly minutes: number;
  readonly rolledBack: number;
  /** One-sided, 95 %. */
  readonly upperBound: number;
}

/** Plays the same replays to all judges. */
export function falseRollbacks<T extends Replay>(
  scenario: Pick<Scenario, 'minutes'>,
  replayOf: (seed: number) => T,
  judges: readonly ReplayJudge<T>[],
  replays: number,
): FalseRollbacks[] {
  const rolledBack = new Map(judges.map((judge) => [judge, 0]));
  for (let seed = 0; seed < replays; seed++) {
    const played = replayOf(seed);
    for (const judge of judges) {
      if (seed >= replaysOf(judge, replays)) continue;
      const seen = judge.slow === undefined ? played : firstMinutes(played, judge.slow.minutes);
      if (judge.rollsBackAfter(seen) !== undefined) rolledBack.set(judge, (rolledBack.get(judge) ?? 0) + 1);
    }
  }
  return judges.map((judge) => {
    const [bad, all] = [rolledBack.get(judge) ?? 0, replaysOf(judge, replays)];
    const minutes = Math.min(judge.slow?.minutes ?? scenario.minutes, scenario.minutes);
    return { judge: judge.name, replays: all, minutes, rolledBack: bad, upperBound: upperBound(bad, all, 0.05) };
  });
}

function replaysOf({ slow }: Pick<ReplayJudge, 'slow'>, replays: number): number {
  return Math.min(slow?.replays ?? replays, replays);
}

function firstMinutes<T extends Replay>(whole: T, minutes: number): T {
  return { ...whole, minutes: Math.min(minutes, whole.minutes) };
}
