import { EnvironmentName } from './environment';

/** Physical names that constructs write into the template and handlers derive again. Changing one replaces resources. */
export const Names = {
  /** ECS service of an environment. */
  service: (modelName: string, environment: EnvironmentName) => `${modelName}-${environment}`,
  /** Task definition family whose latest ACTIVE revision is what the environment runs. */
  family: (modelName: string, environment: EnvironmentName) => `${modelName}-${environment}`,
  /** Family of the declared task definition, which no service runs. */
  candidateFamily: (modelName: string) => `${modelName}-candidate`,
  /** SageMaker endpoint of an environment. */
  endpoint: (modelName: string, environment: EnvironmentName) => `${modelName}-${environment}`,
  /** Beginning of the names of the SageMaker models and endpoint configs that releases make; 12 hexadecimal digits follow. */
  endpointCopyPrefix: (modelName: string, environment: EnvironmentName) => `${modelName}-${environment}-`,
  /** Rollback alarm of one environment; `signal` is errors, unanswered, latency-p99, latency-p90 or unhealthy, with gateways fast-errors or fast-latency, with `protectCallers` gateway-errors, with SageMaker model-errors, with a probe fast-probe. */
  alarm: (modelName: string, environment: EnvironmentName, signal: string) => `${modelName}-${environment}-${signal}`,
  stateMachine: (modelName: string) => `${modelName}-release`,
  /** SSM parameter in which the command line finds a deployed model; its value is JSON of `ModelResources`. */
  parameter: (modelName: string) => `/cdk-model-bluegreen/${modelName}`,
  /** SSM parameter that the gateways of a model read every few seconds; its value is JSON of `GatewaySettings`. */
  gatewaySettings: (modelName: string) => `/cdk-model-bluegreen/${modelName}/gateway`,
} as const;

/** Value of the parameter `Names.parameter`: what an operator's commands work with. */
export interface ModelResources {
  readonly stateMachineArn: string;
  readonly ledgerTable: string;
  readonly trafficFunctionName: string;
}

/** Name of the container that a version is. */
export const MODEL_CONTAINER = 'model';

/** Request header that selects an environment on the test listener. */
export const ENVIRONMENT_HEADER = 'x-model-environment';

/** Custom resource types of the template. */
export const CustomResourceType = {
  PRODUCTION_ROUTE: 'Custom::ProductionRoute',
  ECS_ENVIRONMENTS: 'Custom::EcsEnvironments',
  SAGEMAKER_ENVIRONMENTS: 'Custom::SageMakerEnvironments',
  MODEL_RELEASE: 'Custom::ModelRelease',
} as const;

/** EventBridge events that a release emits. */
export const RELEASE_EVENT_SOURCE = 'cdk-model-bluegreen';
export const RELEASE_EVENT_DETAIL_TYPE = 'Model Release Phase Change';
