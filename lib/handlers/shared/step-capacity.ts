import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { isMovingTraffic, nextStepIndex, stepCapacity } from '../../core/shift-capacity';
import { healthOfBoth, RouteReading } from './traffic-route';

/** What the release's environment lacks for its next step, by the numbers of the shift itself; undefined when it lacks nothing. */
export async function missingForNextStep(
  route: RouteReading,
  ledger: Ledger,
  release: ActiveRelease,
): Promise<string | undefined> {
  if (!isMovingTraffic(release)) return undefined;
  const { isSizedAlone, hasCohort } = route;
  const sides = { healthy: await healthOfBoth(route), isSizedAlone, hasCohort };
  const { isEnough, reason } = stepCapacity(ledger, release, nextStepIndex(release), sides);
  return isEnough ? undefined : reason;
}
