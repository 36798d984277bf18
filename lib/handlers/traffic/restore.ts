import { EnvironmentName, ErrorName, Weights } from '../../contract';
import { cohortInWords, isCohortOn } from '../../core/traffic/cohort';
import { sameSplit } from '../../core/traffic/weights';
import { ReleaseError } from '../shared/errors';
import { RouteState } from '../shared/traffic-route';
import { TrafficContext } from './context';

/** A shift that was on its way can land between a write and its read-back, at most once a running execution. */
const STABLE_TRIES = 3;

/** Puts all traffic on the stable side, that of a cohort too, and reads it back. Throws WeightsNotApplied when three tries failed. */
export async function writeStable({ route }: TrafficContext, stable: EnvironmentName | undefined): Promise<void> {
  let state: RouteState | undefined;
  for (let attempt = 1; attempt <= STABLE_TRIES; attempt++) {
    await route.sendAllTo(stable);
    state = await route.read();
    if (state.isOnlyOn(stable)) return;
  }
  throw notApplied(stable ?? 'no environment', state);
}

/** Writes weights with one call, and reads them back. Throws WeightsNotApplied when the rule disagrees. */
export async function writeWeights(
  { route }: TrafficContext,
  weights: Weights,
  stickinessSeconds?: number,
): Promise<void> {
  await route.split(weights, stickinessSeconds);
  const state = await route.read();
  if (state.weights === undefined || !sameSplit(state.weights, weights))
    throw notApplied(JSON.stringify(weights), state);
}

/** Leads the cohort to one side with one call, and reads it back. Throws WeightsNotApplied when its rule disagrees. */
export async function writeCohort({ route }: TrafficContext, environment: EnvironmentName | undefined): Promise<void> {
  await route.sendCohortTo?.(environment);
  const state = await route.read();
  if (state.cohort === undefined || !isCohortOn(state.cohort, environment))
    throw notApplied(environment ?? 'no environment', state);
}

function notApplied(expected: string, state: RouteState | undefined): ReleaseError {
  const weights = state?.weights === undefined ? 'other target groups' : JSON.stringify(state.weights);
  const live = state?.cohort === undefined ? weights : `${weights}, the cohort on ${cohortInWords(state.cohort)}`;
  return new ReleaseError(
    ErrorName.WEIGHTS_NOT_APPLIED,
    `production traffic must be on ${expected}, read back ${live}; the write is repeated, look for another writer of the rule`,
  );
}
