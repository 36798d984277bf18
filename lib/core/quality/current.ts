import { EnvironmentName } from '../../contract';
import { Ledger } from '../ledger/ledger';
import { Prediction } from './joined';

/** A version, and since when its environment has no other, milliseconds since 1970. */
interface Current {
  readonly version: string;
  readonly since: number;
}

/**
 * Predictions of the versions that the environments run now. Labels come late: an environment may have been given to another version
 * meanwhile, which must not be blamed for those of the one before. A prediction without a version counts if it is younger than the
 * release of the version; when that has ended, than its promotion: nothing else is known of earlier ones.
 */
export function ofCurrentVersions<T extends Prediction>(predictions: readonly T[], ledger: Ledger): readonly T[] {
  const current = currentVersions(ledger);
  return predictions.filter(({ environment, version, at }) => {
    const known = current.get(environment);
    return known !== undefined && (version === undefined ? at >= known.since : version === known.version);
  });
}

function currentVersions({ live, standby, release }: Ledger): ReadonlyMap<EnvironmentName, Current> {
  const deployed = [standby, live].filter((each) => each !== undefined);
  const known = deployed.map(({ environment, version, since }) => ({ environment, version, since: Date.parse(since) }));
  if (release !== undefined) {
    const { environment, version, startedAt } = release;
    known.push({ environment, version, since: Date.parse(startedAt) });
  }
  return new Map(known.map(({ environment, ...current }) => [environment, current]));
}
