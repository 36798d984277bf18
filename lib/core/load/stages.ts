import { LoadRules } from '../../contract/load';
import { requestsOfStage } from './schedule';

/** What becomes of the numbers of a stage. The verdict is about one; those measured before it stop the test when they clearly fail. */
export type StageUse = 'discarded' | 'measured' | 'verdict' | 'informational';

/** A while of constant load. */
export interface LoadStage {
  readonly name: string;
  readonly use: StageUse;
  /** Requests a second of all workers together. */
  readonly rps: number;
  readonly seconds: number;
  readonly workers: number;
  readonly requests: number;
}

/** Caches fill and connections open; nobody looks at the numbers. No longer than a measured stage. */
const WARM_UP = { percent: 10, mostSeconds: 60 };

/** Percent of the peak; the last is the one that the verdict is about. */
const MEASURED = [25, 50, 75, 100];

/** What happens beyond the peak, for people. */
const BEYOND = { percent: 125, mostSeconds: 60 };

/** The stages in their order. None sends more than the peak, except the last one when that is allowed. */
export function stagesOf(rules: LoadRules): readonly LoadStage[] {
  const stage = (name: string, use: StageUse, percent: number, seconds: number): LoadStage => {
    const rps = Number(((rules.peakRps * percent) / 100).toFixed(6)); // no 0.30000000000000004 in messages
    return {
      name,
      use,
      rps,
      seconds,
      workers: workersFor(rps, rules.rpsPerWorker),
      requests: requestsOfStage({ rps, seconds }),
    };
  };
  return [
    stage('warm-up', 'discarded', WARM_UP.percent, Math.min(WARM_UP.mostSeconds, rules.stageSeconds)),
    ...MEASURED.map((percent) =>
      stage(`${percent} %`, percent === 100 ? 'verdict' : 'measured', percent, rules.stageSeconds),
    ),
    ...(rules.beyondPeak
      ? [
          stage(
            `${BEYOND.percent} %`,
            'informational',
            BEYOND.percent,
            Math.min(BEYOND.mostSeconds, rules.stageSeconds),
          ),
        ]
      : []),
  ];
}

export function workersFor(rps: number, rpsPerWorker: number): number {
  return Math.max(1, Math.ceil(rps / rpsPerWorker));
}
