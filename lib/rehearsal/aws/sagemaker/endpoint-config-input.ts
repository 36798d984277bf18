import type { CreateEndpointConfigCommandInput, DataCaptureConfig, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { Checked, members, MODEL_NAME, requireConstraints, RESOURCE_NAME, ROLE_ARN } from './constraints';
import { invalid, notEmulated, requireEmulated } from './errors';
import { vpcConstraints } from './model-input';
import { tagConstraints } from './tag-input';

const NOT_EMULATED = {
  ShadowProductionVariants: 'shadow variants',
  AsyncInferenceConfig: 'asynchronous inference',
  ExplainerConfig: 'explainers',
};

const NOT_EMULATED_OF_VARIANT = {
  InstancePools: 'instance pools',
  AcceleratorType: 'elastic inference, which AWS has ended too',
  CapacityReservationConfig: 'capacity reservations',
};

/** Steps of 1 GB (API reference, `ProductionVariantServerlessConfig`). */
const SERVERLESS_MEMORY = [1024, 2048, 3072, 4096, 5120, 6144];

/**
 * Checks an endpoint configuration as `CreateEndpointConfig` does. Data capture, managed scaling of instances and enhanced
 * metrics are stored and shown; nothing is captured, scaled or published by them. That an instance type exists is judged by
 * its form only.
 */
export function requireEndpointConfig(input: CreateEndpointConfigCommandInput): void {
  requireEmulated(input, NOT_EMULATED);
  const variants = members('productionVariants', input.ProductionVariants);
  for (const [, variant] of variants) requireEmulated(variant, NOT_EMULATED_OF_VARIANT);
  requireConstraints([
    ['endpointConfigName', input.EndpointConfigName, RESOURCE_NAME],
    ['productionVariants', input.ProductionVariants, { minLength: 1, maxLength: 10 }],
    ...variants.flatMap(([path, variant]) => variantConstraints(path, variant)),
    ...captureConstraints(input.DataCaptureConfig),
    ['executionRoleArn', input.ExecutionRoleArn, ROLE_ARN],
    ['kmsKeyId', input.KmsKeyId, KMS_KEY],
    ...vpcConstraints(input.VpcConfig),
    ...tagConstraints(input.Tags),
  ]);
  for (const [, variant] of variants) requireVariant(variant);
  const names = variants.map(([, { VariantName }]) => VariantName);
  if (new Set(names).size < names.length) throw invalid('the names of production variants must be unique');
}

function variantConstraints(path: string, variant: ProductionVariant): readonly Checked[] {
  const { ServerlessConfig: serverless, ManagedInstanceScaling: scaling } = variant;
  return [
    [`${path}.variantName`, variant.VariantName, { ...RESOURCE_NAME, required: true }],
    [`${path}.modelName`, variant.ModelName, MODEL_NAME],
    [`${path}.initialInstanceCount`, variant.InitialInstanceCount, { min: 1 }],
    [`${path}.initialVariantWeight`, variant.InitialVariantWeight, { min: 0 }],
    [`${path}.instanceType`, variant.InstanceType, { pattern: /^ml\.[a-z0-9-]+\.[a-z0-9]+$/ }],
    [`${path}.volumeSizeInGB`, variant.VolumeSizeInGB, { min: 1, max: 512 }],
    [
      `${path}.variantInstanceProvisionTimeoutInSeconds`,
      variant.VariantInstanceProvisionTimeoutInSeconds,
      PROVISIONING,
    ],
    [`${path}.modelDataDownloadTimeoutInSeconds`, variant.ModelDataDownloadTimeoutInSeconds, STARTUP],
    [
      `${path}.containerStartupHealthCheckTimeoutInSeconds`,
      variant.ContainerStartupHealthCheckTimeoutInSeconds,
      STARTUP,
    ],
    [`${path}.routingConfig.routingStrategy`, variant.RoutingConfig?.RoutingStrategy, ROUTING],
    [`${path}.serverlessConfig.maxConcurrency`, serverless?.MaxConcurrency, { min: 1, max: 200 }],
    [`${path}.serverlessConfig.provisionedConcurrency`, serverless?.ProvisionedConcurrency, { min: 1, max: 200 }],
    [`${path}.managedInstanceScaling.minInstanceCount`, scaling?.MinInstanceCount, { min: 0 }],
    [`${path}.managedInstanceScaling.maxInstanceCount`, scaling?.MaxInstanceCount, { min: 1 }],
  ];
}

function captureConstraints(capture: DataCaptureConfig | undefined): readonly Checked[] {
  if (capture === undefined) return [];
  const path = 'dataCaptureConfig';
  return [
    [`${path}.initialSamplingPercentage`, capture.InitialSamplingPercentage, { required: true, min: 0, max: 100 }],
    [
      `${path}.destinationS3Uri`,
      capture.DestinationS3Uri,
      { required: true, maxLength: 512, pattern: /^(https|s3):\/\/.*$/ },
    ],
    [`${path}.captureOptions`, capture.CaptureOptions, { required: true, minLength: 1, maxLength: 32 }],
    ...members(`${path}.captureOptions`, capture.CaptureOptions).map(([option, { CaptureMode }]): Checked => [
      `${option}.captureMode`,
      CaptureMode,
      CAPTURE_MODE,
    ]),
    [`${path}.kmsKeyId`, capture.KmsKeyId, KMS_KEY],
  ];
}

/** What no single member's constraint says. */
function requireVariant({
  VariantName,
  ModelName,
  InstanceType,
  InitialInstanceCount,
  ServerlessConfig,
}: ProductionVariant) {
  if (ModelName === undefined) throw notEmulated('variants without a model, which are for inference components');
  const hasInstances = InstanceType !== undefined && InitialInstanceCount !== undefined;
  const hasSome = InstanceType !== undefined || InitialInstanceCount !== undefined;
  if (ServerlessConfig === undefined ? !hasInstances : hasSome) {
    throw invalid(
      `variant ${VariantName ?? ''} must have either InstanceType and InitialInstanceCount, or ServerlessConfig`,
    );
  }
  if (ServerlessConfig !== undefined && !SERVERLESS_MEMORY.includes(ServerlessConfig.MemorySizeInMB ?? 0)) {
    throw invalid(
      `MemorySizeInMB of variant ${VariantName ?? ''} must be one of ${SERVERLESS_MEMORY.join(', ')}, got ${ServerlessConfig.MemorySizeInMB ?? 'none'}`,
    );
  }
}

const PROVISIONING = { min: 300, max: 3600 };
const STARTUP = { min: 60, max: 3600 };
const ROUTING = { values: ['LEAST_OUTSTANDING_REQUESTS', 'RANDOM'] };
const CAPTURE_MODE = { required: true, values: ['Input', 'Output', 'InputAndOutput'] };
const KMS_KEY = { maxLength: 2048, pattern: /^[a-zA-Z0-9:/_-]*$/ };
