import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ModelFunction } from '../model-function';
import { endpointArns } from '../sagemaker-arns';
import { allowScalableTargets } from './ecs-permissions';
import { FunctionContext } from './function-context';
import { allowRemove } from './sagemaker-permissions';

/** `Custom::SageMakerEnvironments`. */
export class SageMakerEnvironmentsFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: FunctionContext) {
    super(scope, id, {
      entry: 'sagemaker-environments',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Removes the endpoints of model ${props.modelName} with its stack`,
      // It waits until the endpoints are gone; this is the longest that Lambda has.
      timeout: Duration.minutes(15),
    });
    this.allow(['sagemaker:DescribeEndpoint'], endpointArns(this, props.modelName));
    allowRemove(this, props.modelName);
    allowScalableTargets(this, ['DeregisterScalableTarget']);
  }
}
