import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  ScalableDimension,
  ServiceNamespace,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { unless } from './errors';

export type AutoScaling = Pick<ApplicationAutoScalingClient, 'send'>;

/** What Application Auto Scaling knows a resource by. */
export interface ScaledDimension {
  readonly ServiceNamespace: ServiceNamespace;
  readonly ScalableDimension: ScalableDimension;
  readonly ResourceId: string;
}

/** Limits between which a resource scales. */
export interface ScalingLimits {
  readonly min: number;
  readonly max: number;
  readonly scaleInSuspended: boolean;
}

/** Something that Application Auto Scaling sizes. Every call sets what it sets, however often it is made. */
export class ScaledResource {
  constructor(
    private readonly client: AutoScaling,
    private readonly dimension: ScaledDimension,
  ) {}

  async register({ min, max, scaleInSuspended }: ScalingLimits): Promise<void> {
    await this.client.send(
      new RegisterScalableTargetCommand({
        ...this.dimension,
        MinCapacity: min,
        MaxCapacity: max,
        SuspendedState: { DynamicScalingInSuspended: scaleInSuspended },
      }),
    );
  }

  async track(name: string, configuration: TargetTrackingScalingPolicyConfiguration): Promise<void> {
    await this.client.send(
      new PutScalingPolicyCommand({
        ...this.dimension,
        PolicyName: name,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: configuration,
      }),
    );
  }

  /** Removes the scalable target with its policies; harmless when there is none. */
  async remove(): Promise<void> {
    await unless(['ObjectNotFoundException'], this.client.send(new DeregisterScalableTargetCommand(this.dimension)));
  }
}
