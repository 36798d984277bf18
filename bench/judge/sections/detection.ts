import { ReplayJudge } from '../judges/judge';
import { Replay } from '../replay';

/** How long a judge took to roll a bad version back. */
export interface Detection {
  readonly judge: string;
  readonly replays: number;
  /** Minutes; undefined when it missed half, or one of twenty. */
  readonly median?: number;
  readonly p95?: number;
  readonly missed: number;
}

export function detection<T extends Replay>(
  replayOf: (seed: number) => T,
  judges: readonly ReplayJudge<T>[],
  replays: number,
): Detection[] {
  const delays = new Map(judges.map((judge): [ReplayJudge<T>, number[]] => [judge, []]));
  for (let seed = 0; seed < replays; seed++) {
    const played = replayOf(seed);
    for (const judge of judges) {
      if (seed >= (judge.slow?.replays ?? replays)) continue;
      const seen = { ...played, minutes: Math.min(judge.slow?.minutes ?? played.minutes, played.minutes) };
      delays.get(judge)?.push(judge.rollsBackAfter(seen) ?? Number.POSITIVE_INFINITY);
    }
  }
  return judges.map((judge) => ({ judge: judge.name, ...quantilesOf(delays.get(judge) ?? []) }));
}

export function quantilesOf(delays: readonly number[]): Omit<Detection, 'judge'> {
  const sorted = [...delays].sort((one, other) => one - other);
  const at = (q: number) => sorted[Math.ceil(q * sorted.length) - 1];
  const missed = sorted.filter((delay) => !Number.isFinite(delay)).length;
  return {
    replays: sorted.length,
    missed,
    ...(Number.isFinite(at(0.5)) ? { median: at(0.5) } : {}),
    ...(Number.isFinite(at(0.95)) ? { p95: at(0.95) } : {}),
  };
}
