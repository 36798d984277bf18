import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec, isAdvisory, OwnCheckInput } from '../../../contract/index';
import { ReleaseFunctions } from '../../release-functions';
import { CATCH_CAUSE, WorkflowStates } from '../../workflow-states';

/** What a check of the user's own is told of the model. */
export type OwnCheckModel = Pick<OwnCheckInput, 'modelName' | 'testEndpoint' | 'endpointName'>;

/** Where the states of a check lead that died or were refused, with the reason at `$.cause`. */
export interface WayOut {
  readonly rollBack: sfn.State;
}

/** What the states of all checks are made with. */
export interface CheckPhase {
  readonly states: WorkflowStates;
  readonly functions: ReleaseFunctions;
  readonly model: OwnCheckModel;
  readonly wayBack: WayOut;
  /** A required check did not pass; its verdict is at `$.verdict`. */
  readonly failed: sfn.State;
}

/** Catches whatever ends a state early. `States.ALL` leaves out what answers more than a state takes (developer guide, "Handling errors"). */
export function catchEverything(state: sfn.TaskStateBase | sfn.DistributedMap, next: sfn.State): void {
  state.addCatch(next, { ...CATCH_CAUSE, errors: ['States.DataLimitExceeded'] });
  state.addCatch(next, CATCH_CAUSE);
}

/** `Passed: name?` leads on after PASS; what else it leads to is up to the check. */
export function passedChoice({ states }: CheckPhase, { name }: CheckSpec, following: sfn.State): sfn.Choice {
  return states.choice(`Passed: ${name}?`).when(sfn.Condition.stringEquals('$.verdict.status', 'PASS'), following);
}

/** Where a check leads that did not pass: an advisory one goes on, too. */
export function whenNotPassed({ failed }: CheckPhase, spec: CheckSpec, following: sfn.State): sfn.State {
  return isAdvisory(spec) ? following : failed;
}
