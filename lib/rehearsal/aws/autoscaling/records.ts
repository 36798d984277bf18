import type { ScalingPolicy, SuspendedState } from '@aws-sdk/client-application-auto-scaling';
import { Capacity, Scalable } from './scalable';

/** What names a scalable target: service, resource and dimension together. */
export interface TargetId {
  readonly resourceId: string;
  readonly scalable: Scalable;
  readonly capacity: Capacity;
}

export interface ScalableTargetRecord {
  readonly id: TargetId;
  readonly arn: string;
  readonly createdAt: Date;
  roleArn: string;
  minCapacity: number;
  maxCapacity: number;
  suspended: Required<SuspendedState>;
  /** By policy name. */
  readonly policies: Map<string, ScalingPolicy>;
}
