import { Env, EnvironmentName } from '../../../lib/contract';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { placesOfCohort } from '../../../lib/core/traffic/cohort';
import { forwardToOnly, notLiveYet, RuleAction } from '../../../lib/core/traffic/rule-action';
import { MODEL } from '../../core/ledger/ledgers';
import { COHORT_RULE, GROUPS, World } from './world';

/** A world whose model has a cohort, led where the ledger says. */
export function cohortWorld(ledger: Ledger): World {
  const world = new World(ledger);
  Object.assign(world.env, { [Env.COHORT_RULE_ARN]: COHORT_RULE });
  world.cohortActions = [leadTo(placesOfCohort(ledger)[0])];
  return world;
}

export function leadTo(environment: EnvironmentName | undefined): RuleAction {
  return environment === undefined ? notLiveYet(MODEL) : forwardToOnly(GROUPS, environment);
}

/** The plan's steps with one before them that is the cohort's alone. */
export function withCohortStep(ledger: Ledger): Ledger {
  const { release } = ledger;
  if (release === undefined) return ledger;
  const steps = [{ percent: 0, bakeSeconds: 300, isCohortOnly: true }, ...release.plan.steps];
  return { ...ledger, release: { ...release, plan: { ...release.plan, steps } } };
}
