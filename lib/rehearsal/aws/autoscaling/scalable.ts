/** Reads and sets what a scalable target scales. */
export interface Capacity {
  /** Undefined when the resource does not exist. */
  current(): number | undefined;
  set(count: number): void;
}

/** One kind of resource that can be scaled. */
export interface Scalable {
  readonly namespace: string;
  /** The only dimension of the namespace that is emulated. */
  readonly dimension: string;
  /** Form of a resource id, for people. */
  readonly form: string;
  /** Predefined metrics that target tracking may follow (API reference, `PredefinedMetricSpecification`). */
  readonly metrics: readonly string[];
  /** Name of the service-linked role, which is taken as existing. */
  readonly role: string;
  readonly least: number;
  readonly missing: (resourceId: string) => string;
  /** Undefined for a malformed resource id. */
  capacity(resourceId: string): Capacity | undefined;
}

/** What Application Auto Scaling needs of ECS; the emulated ECS offers it. */
export interface ServiceCounts {
  /** Desired count of an active service, or undefined when there is none. */
  desiredCount(cluster: string, service: string): number | undefined;
  setDesiredCount(cluster: string, service: string, desiredCount: number): void;
}

/** What Application Auto Scaling needs of SageMaker; the emulated SageMaker offers it. */
export interface VariantCounts {
  /** Desired instance count of a variant in service, or undefined when there is none. */
  desiredInstanceCount(endpointName: string, variantName: string): number | undefined;
  setDesiredInstanceCount(endpointName: string, variantName: string, count: number): void;
}

export function ecsServices(counts: ServiceCounts): Scalable {
  return {
    namespace: 'ecs',
    dimension: 'ecs:service:DesiredCount',
    form: 'service/<cluster>/<service>',
    metrics: ['ECSServiceAverageCPUUtilization', 'ECSServiceAverageMemoryUtilization', 'ALBRequestCountPerTarget'],
    role: 'ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
    least: 0,
    missing: (resourceId) => `ECS service doesn't exist: ${resourceId}`,
    capacity: (resourceId) => {
      const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? [];
      if (cluster === undefined || service === undefined) return undefined;
      return {
        current: () => counts.desiredCount(cluster, service),
        set: (count) => counts.setDesiredCount(cluster, service, count),
      };
    },
  };
}

/** A variant without inference components keeps at least one instance (developer guide, "Automatic scaling"; memory). */
export function sagemakerVariants(counts: VariantCounts): Scalable {
  return {
    namespace: 'sagemaker',
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    form: 'endpoint/<endpoint>/variant/<variant>',
    metrics: ['SageMakerVariantInvocationsPerInstance', 'SageMakerVariantConcurrentRequestsPerModelHighResolution'],
    role: 'sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
    least: 1,
    missing: (resourceId) => `SageMaker variant doesn't exist or isn't in service: ${resourceId}`,
    capacity: (resourceId) => {
      const [, endpoint, variant] = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(resourceId) ?? [];
      if (endpoint === undefined || variant === undefined) return undefined;
      return {
        current: () => counts.desiredInstanceCount(endpoint, variant),
        set: (count) => counts.setDesiredInstanceCount(endpoint, variant, count),
      };
    },
  };
}
