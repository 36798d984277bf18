import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { EcsScaling, EnvironmentName, Names } from '../../contract';
import { unless } from './errors';

export type AutoScaling = Pick<ApplicationAutoScalingClient, 'send'>;

const NAMESPACE = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** Application Auto Scaling of one environment's service. */
export class ScalableTarget {
  private readonly service: string;
  private readonly resourceId: string;

  constructor(
    private readonly client: AutoScaling,
    cluster: string,
    modelName: string,
    private readonly environment: EnvironmentName,
  ) {
    this.service = Names.service(modelName, environment);
    // The resource id holds the cluster's name, also when the cluster is known by its ARN.
    this.resourceId = `service/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${this.service}`;
  }

  /** Keeps the environment at this size or above while traffic moves: by its policies it may grow, never shrink. */
  async pin(desiredCount: number, scaling: EcsScaling): Promise<void> {
    await this.register(desiredCount, Math.max(desiredCount, scaling.maxCapacity), true);
    await this.putPolicies(scaling);
  }

  /** Declared limits and policies: what the live environment has between releases. */
  async release(scaling: EcsScaling): Promise<void> {
    await this.register(scaling.minCapacity, scaling.maxCapacity, false);
    await this.putPolicies(scaling);
  }

  /** Removes the target with its policies; harmless when there is none. */
  async remove(): Promise<void> {
    await unless(
      ['ObjectNotFoundException'],
      this.client.send(new DeregisterScalableTargetCommand({ ...NAMESPACE, ResourceId: this.resourceId })),
    );
  }

  private async putPolicies(scaling: EcsScaling): Promise<void> {
    for (const policy of this.policies(scaling)) {
      await this.client.send(
        new PutScalingPolicyCommand({
          ...NAMESPACE,
          ResourceId: this.resourceId,
          PolicyName: policy.name,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: policy.configuration,
        }),
      );
    }
  }

  private async register(min: number, max: number, scaleInSuspended: boolean): Promise<void> {
    await this.client.send(
      new RegisterScalableTargetCommand({
        ...NAMESPACE,
        ResourceId: this.resourceId,
        MinCapacity: min,
        MaxCapacity: max,
        SuspendedState: { DynamicScalingInSuspended: scaleInSuspended },
      }),
    );
  }

  private policies(scaling: EcsScaling): { name: string; configuration: TargetTrackingScalingPolicyConfiguration }[] {
    const policies: { name: string; configuration: TargetTrackingScalingPolicyConfiguration }[] = [];
    if (scaling.targetCpuPercent !== undefined) {
      const PredefinedMetricSpecification = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } as const;
      policies.push({
        name: `${this.service}-cpu`,
        configuration: { TargetValue: scaling.targetCpuPercent, PredefinedMetricSpecification },
      });
    }
    const label = scaling.resourceLabels?.[this.environment];
    if (scaling.requestsPerTargetPerMinute !== undefined && label !== undefined) {
      const PredefinedMetricSpecification = {
        PredefinedMetricType: 'ALBRequestCountPerTarget',
        ResourceLabel: label,
      } as const;
      policies.push({
        name: `${this.service}-requests`,
        configuration: { TargetValue: scaling.requestsPerTargetPerMinute, PredefinedMetricSpecification },
      });
    }
    return policies;
  }
}
