import { Clock } from '../../clock';
import { pause } from '../../clocks/waiting';
import { CallContext } from '../service';
import { sagemakerArn } from './arns';
import { SageMakerFaults } from './faults';
import { Fleet, LaunchInstance, Variant } from './fleet';
import { Instance, InstanceProps } from './instance';
import { instanceSettings } from './instance-settings';
import { EndpointConfigRecord, EndpointRecord, EndpointStatus } from './records';
import { SageMakerState } from './state';

/** Between "tens of seconds" and two minutes at AWS (aws-facts §3.1, memory). */
const WEIGHTS_MS = 30_000;
const ROLL_BACK_MS = 60_000;
const DELETE_MS = 30_000;

/** Wanted weights and counts of variants. */
export type VariantChanges = ReadonlyMap<Variant, { readonly weight?: number; readonly count?: number }>;

/** Takes endpoints from status to status. Whether a call may begin that is the operations' business. */
export class EndpointLifecycle {
  private readonly clock: Clock;
  private readonly faults: SageMakerFaults;

  constructor(
    private readonly state: SageMakerState,
    private readonly instances: InstanceProps,
  ) {
    this.clock = instances.clock;
    this.faults = instances.faults;
  }

  /** A fleet for an endpoint; nothing of it runs yet. */
  newFleet(endpoint: Pick<EndpointRecord, 'arn' | 'name'>, config: EndpointConfigRecord, context: CallContext): Fleet {
    return new Fleet(config, new Date(this.clock.now()), this.launcher(endpoint, context));
  }

  /**
   * Brings a new fleet up beside the live one, which serves until all new instances are healthy; then requests go to the new
   * one at once, and after `bakeMs` the old one ends. A failure leaves a new endpoint Failed, and an old one InService with
   * the configuration that it had.
   */
  deploy(endpoint: EndpointRecord, fleet: Fleet, bakeMs: number): void {
    this.enter(endpoint, endpoint.live === undefined ? 'Creating' : 'Updating');
    endpoint.failureReason = undefined;
    endpoint.pending = fleet;
    void this.rollOut(endpoint, fleet, bakeMs);
  }

  /** Changes weights and counts of a live endpoint's variants. */
  rescale(endpoint: EndpointRecord, fleet: Fleet, changes: VariantChanges): void {
    this.enter(endpoint, 'Updating');
    endpoint.failureReason = undefined;
    const before = [...changes.keys()].map(({ desiredCount }) => desiredCount);
    for (const [variant, { weight, count }] of changes) {
      variant.desiredWeight = weight ?? variant.desiredWeight;
      variant.desiredCount = count ?? variant.desiredCount;
    }
    void this.applyScale(endpoint, fleet, [...changes.keys()], before);
  }

  delete(endpoint: EndpointRecord): void {
    this.enter(endpoint, 'Deleting');
    endpoint.serving = undefined;
    this.instances.requests.update();
    void this.takeDown(endpoint);
  }

  private async rollOut(endpoint: EndpointRecord, fleet: Fleet, bakeMs: number): Promise<void> {
    const reason = await fleet.fill();
    const kind = endpoint.live === undefined ? 'create' : 'update';
    const deployment = { endpointName: endpoint.name, endpointConfigName: fleet.config.name, kind } as const;
    const failure = reason === undefined ? this.faults.failDeployment?.(deployment) : { reason };
    if (failure !== undefined) return this.giveUp(endpoint, fleet, failure.reason);
    endpoint.serving = fleet;
    this.instances.requests.update();
    await pause(this.clock, bakeMs);
    const old = endpoint.live;
    endpoint.live = fleet;
    endpoint.pending = undefined;
    endpoint.configName = fleet.config.name;
    await old?.stop();
    this.enter(endpoint, 'InService');
  }

  private async giveUp(endpoint: EndpointRecord, fleet: Fleet, reason: string | undefined): Promise<void> {
    await fleet.stop();
    endpoint.pending = undefined;
    endpoint.failureReason = reason;
    this.enter(endpoint, endpoint.live === undefined ? 'Failed' : 'InService');
  }

  private async applyScale(
    endpoint: EndpointRecord,
    fleet: Fleet,
    variants: readonly Variant[],
    before: readonly number[],
  ): Promise<void> {
    const [failure] = await Promise.all([fleet.fill(), pause(this.clock, WEIGHTS_MS)]);
    if (failure !== undefined) {
      this.enter(endpoint, 'RollingBack');
      variants.forEach((variant, index) => (variant.desiredCount = before[index]));
      for (const variant of variants) variant.desiredWeight = variant.weight;
      await pause(this.clock, ROLL_BACK_MS);
    }
    for (const variant of variants) variant.weight = variant.desiredWeight;
    this.instances.requests.update();
    await fleet.trim();
    endpoint.failureReason = failure;
    this.enter(endpoint, 'InService');
  }

  private async takeDown(endpoint: EndpointRecord): Promise<void> {
    await Promise.all([endpoint.live?.stop(), pause(this.clock, DELETE_MS)]);
    this.state.endpoints.delete(endpoint);
  }

  private enter(endpoint: EndpointRecord, status: EndpointStatus): void {
    endpoint.status = status;
    endpoint.modifiedAt = new Date(this.clock.now());
  }

  /** A model that was deleted meanwhile leaves nothing to start new instances with. */
  private launcher(endpoint: Pick<EndpointRecord, 'arn' | 'name'>, context: CallContext): LaunchInstance {
    return (variant) => {
      const model = this.state.models.find(variant.ModelName!);
      if (model === undefined) {
        const reason = `Could not find model "${sagemakerArn(context, 'model', variant.ModelName!)}".`;
        return { launched: pause(this.clock, this.instances.instanceStartMs).then(() => reason) };
      }
      const instance = new Instance(this.instances, instanceSettings(this.state, endpoint, variant, model));
      return { instance, launched: instance.launch() };
    };
  }
}
