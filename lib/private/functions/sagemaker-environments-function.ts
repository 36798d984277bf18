import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { endpointArns, sharedEndpointArn } from '../sagemaker-arns';
import { allowScalableTargets } from './ecs-permissions';
import { FunctionContext } from './function-context';
import { allowRemove, allowRemoveShared } from './sagemaker-permissions';

/** `Custom::SageMakerEnvironments`. */
export class SageMakerEnvironmentsFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: FunctionContext & { readonly sharedEndpoint?: string }) {
    super(scope, id, {
      entry: 'sagemaker-environments',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Removes the endpoints of model ${props.modelName} with its stack`,
      // It waits until the endpoints are gone; this is the longest that Lambda has.
      timeout: Duration.minutes(15),
    });
    const { modelName, sharedEndpoint } = props;
    if (sharedEndpoint !== undefined) {
      this.allow(['sagemaker:DescribeEndpoint'], [sharedEndpointArn(this, sharedEndpoint)]);
      allowRemoveShared(this, modelName, sharedEndpoint);
      this.env(Env.ENDPOINT_NAME, sharedEndpoint);
      return;
    }
    this.allow(['sagemaker:DescribeEndpoint'], endpointArns(this, modelName));
    allowRemove(this, modelName);
    allowScalableTargets(this, ['DeregisterScalableTarget']);
  }
}
