import { EcsScaling, EnvironmentName, Names } from '../../contract';
import { AutoScaling, ScaledResource } from './scaled-resource';

/** Application Auto Scaling of one environment's service. */
export class ScalableTarget {
  private readonly service: string;
  private readonly resource: ScaledResource;

  constructor(
    client: AutoScaling,
    cluster: string,
    modelName: string,
    private readonly environment: EnvironmentName,
  ) {
    this.service = Names.service(modelName, environment);
    this.resource = new ScaledResource(client, {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      // The resource id holds the cluster's name, also when the cluster is known by its ARN.
      ResourceId: `service/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${this.service}`,
    });
  }

  /** Keeps the environment at this size or above while traffic moves: by its policies it may grow, never shrink. */
  async pin(desiredCount: number, scaling: EcsScaling): Promise<void> {
    const max = Math.max(desiredCount, scaling.maxCapacity);
    await this.resource.register({ min: desiredCount, max, scaleInSuspended: true });
    await this.putPolicies(scaling);
  }

  /** Declared limits and policies: what the live environment has between releases. */
  async release(scaling: EcsScaling): Promise<void> {
    await this.resource.register({ min: scaling.minCapacity, max: scaling.maxCapacity, scaleInSuspended: false });
    await this.putPolicies(scaling);
  }

  /** Removes the target with its policies; harmless when there is none. */
  async remove(): Promise<void> {
    await this.resource.remove();
  }

  private async putPolicies(scaling: EcsScaling): Promise<void> {
    if (scaling.targetCpuPercent !== undefined) {
      await this.resource.track(`${this.service}-cpu`, {
        TargetValue: scaling.targetCpuPercent,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      });
    }
    const label = scaling.resourceLabels?.[this.environment];
    if (scaling.requestsPerTargetPerMinute !== undefined && label !== undefined) {
      await this.resource.track(`${this.service}-requests`, {
        TargetValue: scaling.requestsPerTargetPerMinute,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: label },
      });
    }
  }
}
