import { SageMakerScaling } from '../../contract';
import { AutoScaling, ScaledResource } from './scaled-resource';

/** Application Auto Scaling of one variant of a SageMaker endpoint; nothing of it where SageMaker scales by itself. */
export class VariantScaling {
  private readonly resource: ScaledResource;

  constructor(
    client: AutoScaling,
    private readonly endpointName: string,
    variantName: string,
  ) {
    this.resource = new ScaledResource(client, {
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ResourceId: `endpoint/${endpointName}/variant/${variantName}`,
    });
  }

  /** Keeps the variant at this size or above while traffic moves: by its policy it may grow, never shrink. */
  async pin(instanceCount: number, scaling: SageMakerScaling): Promise<void> {
    if (scaling.managed === true) return;
    const max = Math.max(instanceCount, scaling.maxCapacity);
    await this.resource.register({ min: instanceCount, max, scaleInSuspended: true });
    await this.putPolicy(scaling);
  }

  /** Declared limits and policy: what the live endpoint has between releases. */
  async release(scaling: SageMakerScaling): Promise<void> {
    if (scaling.managed === true) return;
    await this.resource.register({ min: scaling.minCapacity, max: scaling.maxCapacity, scaleInSuspended: false });
    await this.putPolicy(scaling);
  }

  /** Removes the target with its policy; harmless when there is none. */
  async remove(): Promise<void> {
    await this.resource.remove();
  }

  private async putPolicy(scaling: SageMakerScaling): Promise<void> {
    if (scaling.invocationsPerInstancePerMinute === undefined) return;
    await this.resource.track(`${this.endpointName}-invocations`, {
      TargetValue: scaling.invocationsPerInstancePerMinute,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    });
  }
}
