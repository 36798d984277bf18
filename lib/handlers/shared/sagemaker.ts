import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeEndpointConfigOutput,
  DescribeModelCommand,
  DescribeModelOutput,
  ProductionVariantSummary,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { Endpoint, Variant } from '../../core/sagemaker/endpoint';
import { unlessMissing } from './sagemaker-errors';

export type SageMaker = Pick<SageMakerClient, 'send'>;

/** An endpoint, or undefined when it does not exist. */
export async function describeEndpoint(sageMaker: SageMaker, name: string): Promise<Endpoint | undefined> {
  const answer = await unlessMissing(sageMaker.send(new DescribeEndpointCommand({ EndpointName: name })));
  if (answer === undefined) return undefined;
  return {
    name,
    arn: answer.EndpointArn ?? '',
    status: answer.EndpointStatus ?? 'unknown',
    configName: answer.EndpointConfigName,
    pendingConfigName: answer.PendingDeploymentSummary?.EndpointConfigName,
    failureReason: answer.FailureReason,
    variants: (answer.ProductionVariants ?? []).map(variantOf),
  };
}

/** An endpoint config, or undefined when it does not exist. */
export async function describeConfig(
  sageMaker: SageMaker,
  name: string,
): Promise<DescribeEndpointConfigOutput | undefined> {
  return unlessMissing(sageMaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })));
}

/** A model, or undefined when it does not exist. */
export async function describeModel(sageMaker: SageMaker, name: string): Promise<DescribeModelOutput | undefined> {
  return unlessMissing(sageMaker.send(new DescribeModelCommand({ ModelName: name })));
}

function variantOf(summary: ProductionVariantSummary): Variant {
  const { VariantName = '', CurrentInstanceCount, DesiredInstanceCount, CurrentWeight, DesiredWeight } = summary;
  return {
    name: VariantName,
    ...(DesiredInstanceCount === undefined
      ? {}
      : { instances: { current: CurrentInstanceCount ?? 0, desired: DesiredInstanceCount } }),
    ...(CurrentWeight === undefined
      ? {}
      : { weight: { current: CurrentWeight, desired: DesiredWeight ?? CurrentWeight } }),
  };
}
