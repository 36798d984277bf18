import { CandidateVariant, Container, withImage } from './candidate';

/** What tells the copy that a release makes from its candidate. */
export interface Copy {
  /** Of the model and of the endpoint config. */
  readonly name: string;
  readonly modelName: string;
  readonly releaseId: string;
  readonly version: string;
  /** Image or model package; empty for the candidate's own. */
  readonly image: string;
  /** Undefined for a serverless variant. */
  readonly instanceCount: number | undefined;
}

interface DescribedModel {
  readonly ExecutionRoleArn?: unknown;
  readonly VpcConfig?: unknown;
  readonly EnableNetworkIsolation?: unknown;
}

interface DescribedConfig {
  readonly KmsKeyId?: unknown;
  readonly ExplainerConfig?: unknown;
  readonly ExecutionRoleArn?: unknown;
  readonly VpcConfig?: unknown;
  readonly EnableNetworkIsolation?: unknown;
  readonly MetricsConfig?: unknown;
}

/** Input of CreateModel. Only what a model with one container has: a described one also has an ARN and a time. */
export function modelCopy<C extends Container, M extends DescribedModel>(container: C, model: M, copy: Copy) {
  return {
    ModelName: copy.name,
    PrimaryContainer: withImage(container, copy.image),
    Containers: undefined,
    InferenceExecutionConfig: undefined,
    ExecutionRoleArn: model.ExecutionRoleArn as M['ExecutionRoleArn'],
    VpcConfig: model.VpcConfig as M['VpcConfig'],
    EnableNetworkIsolation: model.EnableNetworkIsolation as M['EnableNetworkIsolation'],
    Tags: copyTags(copy),
  };
}

/** Input of CreateEndpointConfig, for an endpoint with one variant that serves the copied model. */
export function endpointConfigCopy<
  V extends CandidateVariant,
  D extends { readonly DestinationS3Uri?: string },
  C extends DescribedConfig,
>(variant: V, config: C & { readonly DataCaptureConfig?: D }, copy: Copy) {
  return {
    ...sameButVariants(config),
    EndpointConfigName: copy.name,
    ProductionVariants: [{ ...variant, ModelName: copy.name, InitialInstanceCount: copy.instanceCount }],
    DataCaptureConfig: captureInto(config.DataCaptureConfig, copy.version),
    Tags: copyTags(copy),
  };
}

/** What an endpoint config says of the endpoint as a whole, without what only its description has. */
export function sameButVariants<C extends DescribedConfig, D>(config: C & { readonly DataCaptureConfig?: D }) {
  return {
    DataCaptureConfig: config.DataCaptureConfig,
    KmsKeyId: config.KmsKeyId as C['KmsKeyId'],
    AsyncInferenceConfig: undefined,
    ExplainerConfig: config.ExplainerConfig as C['ExplainerConfig'],
    ShadowProductionVariants: undefined,
    ExecutionRoleArn: config.ExecutionRoleArn as C['ExecutionRoleArn'],
    VpcConfig: config.VpcConfig as C['VpcConfig'],
    EnableNetworkIsolation: config.EnableNetworkIsolation as C['EnableNetworkIsolation'],
    MetricsConfig: config.MetricsConfig as C['MetricsConfig'],
  };
}

/** Tags of what outlives releases. */
export function modelTags(modelName: string) {
  return [{ Key: 'bluegreen:model', Value: modelName }];
}

/** Tags of everything that a release makes. */
export function copyTags({ modelName, releaseId, version }: Pick<Copy, 'modelName' | 'releaseId' | 'version'>) {
  return [
    ...modelTags(modelName),
    { Key: 'bluegreen:release', Value: releaseId },
    { Key: 'bluegreen:version', Value: version },
  ];
}

/** Captured data of each version under a prefix of its own. */
function captureInto<D extends { readonly DestinationS3Uri?: string }>(
  capture: D | undefined,
  version: string,
): D | undefined {
  if (capture?.DestinationS3Uri === undefined) return capture;
  return { ...capture, DestinationS3Uri: `${capture.DestinationS3Uri.replace(/\/$/, '')}/${version}` };
}
