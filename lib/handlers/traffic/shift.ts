import { ErrorName, ReleasePlan, ShiftEvent, ShiftResult, Weights } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { stepWeights } from '../../core/ledger/shift';
import { stableVersion } from '../../core/ledger/stable';
import { stepToTake } from '../../core/operator-wishes';
import { bakeStepIndex } from '../../core/plan';
import { SizeOfSides, stepCapacity } from '../../core/shift-capacity';
import { cohortAstray, isCohortOn, placesOfCohort } from '../../core/traffic/cohort';
import { sameSplit } from '../../core/traffic/weights';
import { goingOn, invalidInput, ReleaseError } from '../shared/errors';
import { healthOfBoth, RouteState } from '../shared/traffic-route';
import { TrafficContext } from './context';
import { writeCohort, writeStable, writeWeights } from './restore';

/**
 * Gives the new version the traffic share of a step: capacity first, then the intent in the ledger, then one call, then a
 * read-back. Throws NotEnoughCapacity; the workflow makes the environment larger and tries again. When a rollback was decided between intent and call, the traffic is put back before the action fails.
 */
export async function shift(context: TrafficContext, event: ShiftEvent): Promise<ShiftResult> {
  const { store, route } = context;
  const ledger = await store.read();
  const { releaseId } = event;
  const release = goingOn(ledger, releaseId);
  const { plan } = release;
  const stepIndex = stepToTake(release, event.stepIndex);
  const target = targetOf(release, stepIndex);
  const [state, healthy] = await Promise.all([route.read(), healthOfBoth(route)]);
  const { isSizedAlone, hasCohort } = route;
  assertCapacity(ledger, release, stepIndex, { healthy, isSizedAlone, hasCohort });
  assertKnownWeights(state, ledger.weights, target);
  assertKnownCohort(ledger, state);
  const intended = await store.apply({ kind: 'intend-shift', releaseId, stepIndex }, ledger);
  // The first step leads the cohort, before the weights: each of the two is one call of its own.
  const { environment } = release;
  if (state.cohort !== undefined && !isCohortOn(state.cohort, environment)) await writeCohort(context, environment);
  if (state.weights === undefined || !sameSplit(state.weights, target)) {
    await writeWeights(context, target, plan.stickinessSeconds);
  }
  await recordOrPutBack(context, { ...event, stepIndex }, target, intended.ledger);
  return { stepIndex, weights: target, next: whatFollows(plan, stepIndex) };
}

function whatFollows(plan: ReleasePlan, stepIndex: number): ShiftResult['next'] {
  const bakeStep = bakeStepIndex(plan);
  if (stepIndex === bakeStep) return 'bake';
  return stepIndex < bakeStep ? 'step' : 'promote';
}

function targetOf(release: ActiveRelease, stepIndex: number): Weights {
  const count = release.plan.steps.length;
  if (stepIndex < count) return stepWeights(release, stepIndex);
  throw invalidInput(`stepIndex must be from 0 to ${count - 1}, got ${stepIndex}; the plan has ${count} steps`);
}

function assertCapacity(ledger: Ledger, release: ActiveRelease, stepIndex: number, sides: SizeOfSides): void {
  const { isEnough, reason } = stepCapacity(ledger, release, stepIndex, sides);
  if (!isEnough) throw new ReleaseError(ErrorName.NOT_ENOUGH_CAPACITY, `${reason}; look at its tasks`);
}

/** The live weights must be those on record, or (when this step died half-way before) already those of the step. */
function assertKnownWeights(state: RouteState, recorded: Weights, target: Weights): void {
  const live = state.weights;
  if (live !== undefined && (sameSplit(live, recorded) || sameSplit(live, target))) return;
  throw new ReleaseError(
    ErrorName.WEIGHTS_NOT_APPLIED,
    `the production rule must have the recorded weights ${JSON.stringify(recorded)} before a shift, ` +
      `got ${live === undefined ? 'other target groups' : JSON.stringify(live)}; only the traffic function may change the rule`,
  );
}

function assertKnownCohort(ledger: Ledger, { cohort }: RouteState): void {
  const astray = cohortAstray(ledger, cohort);
  if (astray === undefined) return;
  throw new ReleaseError(
    ErrorName.WEIGHTS_NOT_APPLIED,
    `${astray.reason}; only the traffic function may change it before a shift`,
  );
}

/**
 * Records the step. The ledger is read again for it, so a rollback that was decided since the intent is seen here: whoever
 * decided it may have written the rule before our call did.
 */
async function recordOrPutBack(
  context: TrafficContext,
  event: ShiftEvent,
  weights: Weights,
  known: Ledger,
): Promise<void> {
  const { releaseId, stepIndex } = event;
  try {
    await context.store.apply({ kind: 'shifted', releaseId, stepIndex, weights }, known);
  } catch (error) {
    if (error instanceof ReleaseError && error.name !== ErrorName.LEDGER_CONFLICT) await putBack(context, releaseId);
    throw error;
  }
}

/** Undoes our call after the ledger refused to record it: to the stable side, or to whatever is on record by now. */
async function putBack(context: TrafficContext, releaseId: string): Promise<void> {
  const ledger = await context.store.read();
  const release = ownRelease(ledger, releaseId);
  if (release === undefined) return putAsRecorded(context, ledger);
  if (release.rollback === undefined) return; // an abort: the workflow's own rollback follows at once
  const environment = stableVersion(ledger)?.environment;
  await writeStable(context, environment);
  await context.store.apply({ kind: 'traffic-restored', releaseId, environment }, ledger);
}

/** To what is on record of somebody else's release, or of none. A cohort that is on its way is left to whoever moves it. */
async function putAsRecorded(context: TrafficContext, ledger: Ledger): Promise<void> {
  await writeWeights(context, ledger.weights);
  const [place, ...others] = placesOfCohort(ledger);
  if (context.route.hasCohort === true && others.length === 0) await writeCohort(context, place);
}
