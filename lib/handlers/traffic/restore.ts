import { EnvironmentName, ErrorName, Weights } from '../../contract';
import { sameSplit, listsOnly } from '../../core/traffic/weights';
import { forwardToBoth, forwardToOnly, notLiveYet, RuleAction } from '../../core/traffic/rule-action';
import { ReleaseError } from '../shared/errors';
import { ProductionRule, RuleState } from '../shared/production-rule';
import { TrafficContext } from './context';

/** True when the rule can send traffic nowhere but to the stable side (or answers 503 when there is none). */
export function isOnlyOn(state: RuleState, rule: ProductionRule, stable: EnvironmentName | undefined): boolean {
  if (stable !== undefined) return listsOnly(state.actions, rule.groups, stable);
  return state.weights !== undefined && sameSplit(state.weights, { blue: 0, green: 0 });
}

/** The action that gives all traffic to the stable side. */
function stableAction(context: TrafficContext, stable: EnvironmentName | undefined): RuleAction {
  return stable === undefined ? notLiveYet(context.store.modelName) : forwardToOnly(context.rule.groups, stable);
}

/** A shift that was on its way can land between a write and its read-back, at most once a running execution. */
const STABLE_TRIES = 3;

/** Puts all traffic on the stable side with one call, and reads it back. Throws WeightsNotApplied when three tries failed. */
export async function writeStable(context: TrafficContext, stable: EnvironmentName | undefined): Promise<void> {
  let state: RuleState | undefined;
  for (let attempt = 1; attempt <= STABLE_TRIES; attempt++) {
    await context.rule.write(stableAction(context, stable));
    state = await context.rule.read();
    if (isOnlyOn(state, context.rule, stable)) return;
  }
  throw notApplied(stable ?? 'no environment', state?.weights);
}

/** Writes weights with one call, and reads them back. Throws WeightsNotApplied when the rule disagrees. */
export async function writeWeights(context: TrafficContext, weights: Weights): Promise<void> {
  const nothingLive = sameSplit(weights, { blue: 0, green: 0 });
  await context.rule.write(
    nothingLive ? notLiveYet(context.store.modelName) : forwardToBoth(context.rule.groups, weights),
  );
  const state = await context.rule.read();
  if (state.weights === undefined || !sameSplit(state.weights, weights))
    throw notApplied(JSON.stringify(weights), state.weights);
}

function notApplied(expected: string, weights: Weights | undefined): ReleaseError {
  const live = weights === undefined ? 'other target groups' : JSON.stringify(weights);
  return new ReleaseError(
    ErrorName.WEIGHTS_NOT_APPLIED,
    `production traffic must be on ${expected}, read back ${live}; the write is repeated, look for another writer of the rule`,
  );
}
