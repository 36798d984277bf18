import { EmulatedService, Operation } from '../service';
import { ScalableTargetRecord } from './records';
import { ecsServices, sagemakerVariants, ServiceCounts, VariantCounts } from './scalable';
import { scalableTargetOperations } from './scalable-targets';
import { scalingPolicyOperations } from './scaling-policies';
import { Scalables } from './target-id';

/**
 * Emulated Application Auto Scaling for ECS services and, when there is a SageMaker, variants of its endpoints. Registering a
 * target clamps the desired count, as at AWS. Target tracking is validated and stored but not evaluated in this version: no
 * policy ever scales anything, and `PutScalingPolicy` returns no alarms.
 */
export class ApplicationAutoScaling implements EmulatedService {
  readonly signingName = 'application-autoscaling';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'AnyScaleFrontendService';
  readonly operations: Readonly<Record<string, Operation>>;
  /** By resource id. */
  private readonly targets = new Map<string, ScalableTargetRecord>();

  constructor(services: ServiceCounts, variants?: VariantCounts) {
    const scalables = new Scalables([
      ecsServices(services),
      ...(variants === undefined ? [] : [sagemakerVariants(variants)]),
    ]);
    this.operations = {
      ...scalableTargetOperations(this.targets, scalables),
      ...scalingPolicyOperations(this.targets, scalables),
    };
  }

  /** ARN of the target registered for a resource id, or undefined when there is none. */
  targetArn(resourceId: string): string | undefined {
    return this.targets.get(resourceId)?.arn;
  }

  /** Deregisters a target with its policies, as the deletion of its resource does; harmless when there is none. */
  remove(resourceId: string): void {
    this.targets.delete(resourceId);
  }
}
