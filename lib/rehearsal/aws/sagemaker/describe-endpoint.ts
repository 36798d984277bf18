import type { DescribeEndpointOutput, ProductionVariantSummary } from '@aws-sdk/client-sagemaker';
import { Fleet, Variant } from './fleet';
import { servingContainer } from './model-input';
import { EndpointRecord } from './records';
import { SageMakerState } from './state';

/**
 * An endpoint as `DescribeEndpoint` shows it. While it is Creating there is only the pending deployment (inference); while it
 * is Updating the variants and `EndpointConfigName` are still the old ones.
 */
export function describeEndpoint(state: SageMakerState, endpoint: EndpointRecord): DescribeEndpointOutput {
  const { live, pending } = endpoint;
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.configName,
    EndpointStatus: endpoint.status,
    CreationTime: endpoint.createdAt,
    LastModifiedTime: endpoint.modifiedAt,
    ...(endpoint.failureReason === undefined ? {} : { FailureReason: endpoint.failureReason }),
    ...(endpoint.lastDeployment === undefined
      ? {}
      : { LastDeploymentConfig: structuredClone(endpoint.lastDeployment) }),
    ...(live === undefined ? {} : { ProductionVariants: summaries(state, live), ...capture(live) }),
    ...(pending === undefined ? {} : { PendingDeploymentSummary: pendingSummary(state, pending) }),
  };
}

function pendingSummary(state: SageMakerState, fleet: Fleet): DescribeEndpointOutput['PendingDeploymentSummary'] {
  const VariantStatus = [{ Status: 'Creating' as const, StartTime: fleet.startedAt }];
  return {
    EndpointConfigName: fleet.config.name,
    StartTime: fleet.startedAt,
    ProductionVariants: fleet.variants.map((variant) => ({
      ...summary(state, fleet, variant),
      ...(variant.isServerless ? {} : { InstanceType: variant.settings.InstanceType }),
      VariantStatus,
    })),
  };
}

function summaries(state: SageMakerState, fleet: Fleet): ProductionVariantSummary[] {
  return fleet.variants.map((variant) => summary(state, fleet, variant));
}

function summary(state: SageMakerState, fleet: Fleet, variant: Variant): ProductionVariantSummary {
  const { ServerlessConfig, ManagedInstanceScaling, RoutingConfig, ModelName } = variant.settings;
  const model = state.models.find(ModelName!);
  const image = model === undefined ? undefined : servingContainer(model.settings).Image;
  return {
    VariantName: variant.name,
    ...(image === undefined
      ? {}
      : { DeployedImages: [{ SpecifiedImage: image, ResolvedImage: image, ResolutionTime: fleet.startedAt }] }),
    CurrentWeight: variant.weight,
    DesiredWeight: variant.desiredWeight,
    ...(ServerlessConfig === undefined
      ? { CurrentInstanceCount: variant.currentCount, DesiredInstanceCount: variant.desiredCount }
      : { CurrentServerlessConfig: ServerlessConfig, DesiredServerlessConfig: ServerlessConfig }),
    ...(ManagedInstanceScaling === undefined ? {} : { ManagedInstanceScaling }),
    ...(RoutingConfig === undefined ? {} : { RoutingConfig }),
  };
}

function capture({ config }: Fleet): Pick<DescribeEndpointOutput, 'DataCaptureConfig'> {
  const { DataCaptureConfig: settings } = config.settings;
  if (settings === undefined) return {};
  const EnableCapture = settings.EnableCapture ?? true;
  return {
    DataCaptureConfig: {
      EnableCapture,
      CaptureStatus: EnableCapture ? 'Started' : 'Stopped',
      CurrentSamplingPercentage: settings.InitialSamplingPercentage!,
      DestinationS3Uri: settings.DestinationS3Uri!,
      KmsKeyId: settings.KmsKeyId ?? '',
    },
  };
}
