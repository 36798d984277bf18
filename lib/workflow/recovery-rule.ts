import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ReleaseInput } from '../contract/index';

/**
 * Starts a new execution after one that ended other than by success. It frees the lock of a dead one, and finds nothing to do
 * after one that failed in the normal way. A recovery that dies is recovered too; the ledger counts them and ends that.
 */
export function recoveryRule(scope: Construct, stateMachine: sfn.StateMachine, modelName: string): events.Rule {
  const input: ReleaseInput = { version: 'recover', recover: events.EventField.fromPath('$.detail.name') };
  return new events.Rule(scope, 'RecoveryRule', {
    description: `Cleans up after a release of model ${modelName} whose execution died`,
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [stateMachine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
    targets: [new targets.SfnStateMachine(stateMachine, { input: events.RuleTargetInput.fromObject(input) })],
  });
}
