import { EmulatedService, Operation } from '../service';
import { DesiredCounts } from './desired-counts';
import { ScalableTargetRecord } from './records';
import { scalableTargetOperations } from './scalable-targets';
import { scalingPolicyOperations } from './scaling-policies';

/**
 * Emulated Application Auto Scaling for ECS services. Registering a target clamps the service's desired count, as at AWS.
 * Target tracking is validated and stored but not evaluated in this version: no policy ever scales a service, and
 * `PutScalingPolicy` returns no alarms.
 */
export class ApplicationAutoScaling implements EmulatedService {
  readonly signingName = 'application-autoscaling';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'AnyScaleFrontendService';
  readonly operations: Readonly<Record<string, Operation>>;

  constructor(counts: DesiredCounts) {
    const targets = new Map<string, ScalableTargetRecord>();
    this.operations = { ...scalableTargetOperations(targets, counts), ...scalingPolicyOperations(targets) };
  }
}
