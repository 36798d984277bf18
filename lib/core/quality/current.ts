import { EnvironmentName } from '../../contract';
import { Ledger } from '../ledger/ledger';
import { Prediction } from './joined';

/**
 * Predictions of the versions that the environments run now. Labels come late: an environment may have been given to another version
 * meanwhile, which must not be blamed for those of the one before. A prediction without a version counts.
 */
export function ofCurrentVersions<T extends Prediction>(predictions: readonly T[], ledger: Ledger): readonly T[] {
  const current = currentVersions(ledger);
  return predictions.filter(
    ({ environment, version }) => version === undefined || version === current.get(environment),
  );
}

function currentVersions({ live, standby, release }: Ledger): ReadonlyMap<EnvironmentName, string> {
  const known = [standby, live, release].filter((each) => each !== undefined);
  return new Map(known.map(({ environment, version }) => [environment, version]));
}
