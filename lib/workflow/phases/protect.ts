import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_AND_GO_ON, RELEASE_ID, WorkflowStates } from '../workflow-states';

/** How callers of a new version are protected; the looks of the release have the gateways do it. */
export interface Protection {
  /** Seconds after which all gateways know of it. */
  readonly secondsToLearn: number;
}

/** Between the look that tells the gateways and the shift: the first callers of the new version are protected, too. */
export function untilGatewaysKnow(
  states: WorkflowStates,
  { secondsToLearn }: Protection,
  next: sfn.IChainable,
): sfn.IChainable {
  return states.waitTime('Wait for gateways', Duration.seconds(secondsToLearn)).next(next);
}

/** Callers were protected until their traffic was back. Not tried for long: it ends by itself within minutes. */
export function stopProtecting(states: WorkflowStates, functions: ReleaseFunctions, next: sfn.State): sfn.State {
  const stop = states.task('Stop protecting', {
    fn: functions.watch,
    payload: { action: 'stop-protecting', releaseId: RELEASE_ID },
  });
  stop.addCatch(next, CATCH_AND_GO_ON);
  stop.next(next);
  return stop;
}
