import type { ProductionVariant } from '@aws-sdk/client-sagemaker';
import { InstanceSettings } from './instance';
import { servingContainer } from './model-input';
import { CONTAINER_PORT } from './ping';
import { ModelRecord } from './records';
import { SageMakerState } from './state';

/** Time to pass the first health check when the variant does not say: 8 min (developer guide; memory of its latest edition). */
const STARTUP_TIMEOUT_S = 480;
/** Time that AWS waits for capacity when the variant does not say: half an hour, as users report it. */
const PROVISION_TIMEOUT_S = 1_800;

/**
 * What one instance of a variant is started with: the container of its model, on port 8080. Its version is known by
 * `MODEL_VERSION` or the image's tag, as with ECS; a model package stands in place of an image. Artifacts are not downloaded:
 * the rehearsal's own command knows its model.
 */
export function instanceSettings(
  state: SageMakerState,
  endpoint: { readonly arn: string; readonly name: string },
  variant: ProductionVariant,
  { settings: model }: ModelRecord,
): InstanceSettings {
  const container = servingContainer(model);
  return {
    endpointName: endpoint.name,
    variantName: variant.VariantName!,
    instanceType: variant.InstanceType,
    task: {
      taskArn: `${endpoint.arn}/variant/${variant.VariantName!}/instance/${state.ids.next(17)}`,
      clusterName: 'sagemaker',
      serviceName: endpoint.name,
      image: container.Image ?? container.ModelPackageName!,
      environment: { ...container.Environment },
      containerPort: CONTAINER_PORT,
      ip: state.nextIp(),
    },
    provisionTimeoutMs: 1000 * (variant.VariantInstanceProvisionTimeoutInSeconds ?? PROVISION_TIMEOUT_S),
    startupTimeoutMs: 1000 * (variant.ContainerStartupHealthCheckTimeoutInSeconds ?? STARTUP_TIMEOUT_S),
  };
}
