import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { TaskSpec } from '../../tasks';

/** A deployment of an endpoint configuration to new instances. */
export interface Deployment {
  readonly endpointName: string;
  readonly endpointConfigName: string;
  readonly kind: 'create' | 'update';
}

/**
 * Hooks by which a rehearsal makes SageMaker go wrong. All are undefined until a fault sets them, and may be set and unset
 * while the rehearsal runs.
 */
export class SageMakerFaults {
  /** Changes what `CreateModel` stores, as a broken release tool would. Runs before validation. */
  alterCreatedModel?: (input: CreateModelCommandInput) => CreateModelCommandInput;
  /** Changes what an instance is started with. When it throws, the deployment fails with the error's text as its reason. */
  onInstanceStarting?: (spec: TaskSpec) => TaskSpec;
  /**
   * Fails a deployment when its instances are healthy. A creation then ends Failed (`endpoint-creation-fails`), an update
   * InService with the old configuration; an update without a `reason` gives no sign of it (`silent-rollback`).
   */
  failDeployment?: (deployment: Deployment) => { readonly reason?: string } | undefined;
  /** Whether AWS has no instance of this type to give: the variant's time for that passes, then the deployment fails. */
  hasNoCapacity?: (instanceType: string, endpointName: string) => boolean;
}
