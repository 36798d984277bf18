import { EnvironmentName, ENVIRONMENTS, QualityTaskSpec } from '../../contract';
import { classPairs, scoredOutcomes } from './class-pairs';
import { JoinedPrediction } from './joined';
import { CalibrationBin, calibrationBins } from './probability';

/** Bins of calibration of each environment. For people: they show where the calibration error comes from. */
export function calibrationOf(
  task: QualityTaskSpec,
  joined: readonly JoinedPrediction[],
): readonly ({ readonly environment: EnvironmentName } & CalibrationBin)[] {
  if (task.kind !== 'classification' || task.positive === undefined) return [];
  const { positive } = task;
  return ENVIRONMENTS.flatMap((environment) => {
    const pairs = classPairs(joined.filter((prediction) => prediction.environment === environment));
    return calibrationBins(scoredOutcomes(pairs, positive)).map((bin) => ({ environment, ...bin }));
  });
}
