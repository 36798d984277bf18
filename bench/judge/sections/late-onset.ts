import { ReplayJudge } from '../judges/judge';
import { errorsOfModel, ModelReplay } from '../model-replay';
import { Scenario } from '../replay';
import { Detection, quantilesOf } from './detection';

/** How long a judge took to roll a version back that turned bad, from that minute on. */
export interface LateDetection extends Detection {
  /** Replays that it rolled back before: they do not count. */
  readonly tooEarly: number;
}

export function lateOnset(
  scenario: Scenario & { readonly badFrom: number },
  judges: readonly ReplayJudge<ModelReplay>[],
  replays: number,
): LateDetection[] {
  const minutes = judges.map((): number[] => []);
  for (let seed = 0; seed < replays; seed++) {
    const played = errorsOfModel(scenario, seed);
    judges.forEach((judge, index) => minutes[index].push(judge.rollsBackAfter(played) ?? Number.POSITIVE_INFINITY));
  }
  return judges.map((judge, index) => {
    const delays = minutes[index].map((minute) => minute - scenario.badFrom).filter((delay) => delay > 0);
    return { judge: judge.name, tooEarly: replays - delays.length, ...quantilesOf(delays) };
  });
}
