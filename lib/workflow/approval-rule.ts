import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ReleaseInput } from '../contract/index';

/** Who asked for the release, as the ledger and messages say. */
const REQUESTED_BY = 'approval in the model registry';

/**
 * Starts a release of a model package when somebody approves it in the registry. The release's version is `<group>-<number>`. The
 * event's members are from memory (SageMaker developer guide, "SageMaker model package state change").
 */
export function approvalRule(
  scope: Construct,
  id: string,
  props: {
    readonly stateMachine: sfn.IStateMachine;
    readonly modelName: string;
    readonly modelPackageGroupName: string;
  },
): events.Rule {
  const { modelPackageGroupName } = props;
  const input: ReleaseInput = {
    version: `${modelPackageGroupName}-${events.EventField.fromPath('$.detail.ModelPackageVersion')}`,
    image: events.EventField.fromPath('$.detail.ModelPackageArn'),
    requestedBy: REQUESTED_BY,
    byRegistry: true,
  };
  return new events.Rule(scope, id, {
    description: `Releases approved packages of ${modelPackageGroupName} as model ${props.modelName}`,
    eventPattern: {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Model Package State Change'],
      detail: { ModelPackageGroupName: [modelPackageGroupName], ModelApprovalStatus: ['Approved'] },
    },
    targets: [new targets.SfnStateMachine(props.stateMachine, { input: events.RuleTargetInput.fromObject(input) })],
  });
}
