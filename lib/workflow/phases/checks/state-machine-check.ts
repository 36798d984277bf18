import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { StateMachineCheckSpec } from '../../../contract/index';
import { CheckPhase } from './check-ways';
import { afterRun, ownCheckInput } from './own-check';

/** A check of the user's own: its state machine is run to the end, then its output, or why there is none, is recorded. */
export function stateMachineCheck(phase: CheckPhase, spec: StateMachineCheckSpec, following: sfn.State): sfn.State {
  const { states } = phase;
  const { name, stateMachineArn, timeoutSeconds } = spec;
  const run = new tasks.StepFunctionsStartExecution(states.scope, `Run: ${name}`, {
    stateMachine: sfn.StateMachine.fromStateMachineArn(states.scope, `State machine of ${name}`, stateMachineArn),
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    input: ownCheckInput(phase, spec),
    associateWithParent: true, // the console then links the two executions
    taskTimeout: sfn.Timeout.duration(Duration.seconds(timeoutSeconds)),
    resultPath: '$.own',
    resultSelector: { result: sfn.JsonPath.objectAt('$.Output') },
  });
  return afterRun(phase, spec, run, following);
}
