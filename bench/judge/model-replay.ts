import { latencyReplay } from './latency';
import { Replay, replay, Scenario } from './replay';

/** What each of a model's default guardrails counts, by its name. What rivals see of it is the metric that is bad, if one is. */
export interface ModelReplay extends Replay {
  readonly counted: Readonly<Record<string, Replay>>;
}

/** Errors and latencies have nothing to do with each other, so their seeds are far apart. */
const OTHER_SEEDS = 1_000_000;

/** More errors by the scenario's ratio, at the live version's latencies. */
export function errorsOfModel(scenario: Scenario, seed: number): ModelReplay {
  const errors = replay(scenario, seed);
  const slow = latencyReplay({ ...scenario, scale: 1 }, seed + OTHER_SEEDS);
  return { ...errors, counted: { errors, 'slow-p90': slow, 'slow-p99': slow.p99 } };
}

/** Latencies `scale` times as long, with the live version's 1 % of errors. */
export function latencyOfModel(
  scenario: Parameters<typeof latencyReplay>[0] & Pick<Scenario, 'name'>,
  seed: number,
): ModelReplay {
  const slow = latencyReplay(scenario, seed);
  const errors = replay({ ...scenario, baseRate: 0.01, ratio: 1 }, seed + OTHER_SEEDS);
  return { ...slow, counted: { errors, 'slow-p90': slow, 'slow-p99': slow.p99 } };
}
