import { Clock } from '../../clock';
import { held, pause } from '../../clocks/waiting';
import { RunningTask, TaskRuntime, TaskSpec } from '../../tasks';
import { SageMakerFaults } from './faults';
import { Ping } from './ping';

/** AWS says "periodic" and "consistently"; both numbers are ours (inference). */
const PING_INTERVAL_MS = 10_000;
const PASSES_NEEDED = 2;
/** Failed pings in a row after which an instance in service gets no more requests and is replaced (inference). */
const FAILURES_ALLOWED = 3;
/** Pause until a container that ended is run again on its instance (inference). */
const RESTART_MS = 30_000;

/** A model loads in real time: on a fast clock its patience of some virtual minutes would be over before it had a chance. */
const LEAST_STARTUP_REAL_MS = 5_000;

const NO_CAPACITY =
  'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.';

export interface InstanceProps {
  readonly clock: Clock;
  readonly runtime: TaskRuntime;
  readonly ping: Ping;
  readonly faults: SageMakerFaults;
  /** Virtual milliseconds for provisioning and image pull. */
  readonly instanceStartMs: number;
  readonly requests: Requests;
}

/** What sends requests to instances. */
export interface Requests {
  /** To be called whenever anything changed by which it is decided where requests go. */
  update(): void;
  /** Resolves once an instance that gets no more requests has answered those that it had. */
  drained(ip: string): Promise<void>;
}

export interface InstanceSettings {
  readonly endpointName: string;
  readonly variantName: string;
  /** Undefined for a serverless variant. */
  readonly instanceType?: string;
  readonly task: TaskSpec;
  /** Virtual milliseconds until SageMaker stops waiting for capacity. */
  readonly provisionTimeoutMs: number;
  /** Virtual milliseconds that the container has until it passes its health check. */
  readonly startupTimeoutMs: number;
}

/** One ML compute instance with its container: a process of the task runtime that is pinged all its life. */
export class Instance {
  /** Passed its health check at least once: it counts as an instance of its variant from then on. */
  launched = false;
  private isHealthy = false;
  private passes = 0;
  private failures = 0;
  private stopping = false;
  private container: RunningTask | undefined;
  private restartMs = RESTART_MS;
  private onHealthy: () => void = () => undefined;

  constructor(
    private readonly props: InstanceProps,
    readonly settings: InstanceSettings,
  ) {}

  /** Gets requests. */
  get healthy(): boolean {
    return this.isHealthy && !this.stopping;
  }

  /** Resolves when it is in service, or with the reason why it will never be. */
  async launch(): Promise<string | undefined> {
    const failure = await this.provision();
    if (failure !== undefined || this.stopping) return failure;
    try {
      await this.runContainer();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return this.becomeHealthy();
  }

  /**
   * Gives it no more requests, lets it answer those that it has, then ends the container: SIGTERM, and SIGKILL if it needs
   * longer than the runtime's patience (30 s at AWS). Harmless when it is stopping.
   */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    const { clock, requests } = this.props;
    requests.update();
    await requests.drained(this.settings.task.ip);
    await held(clock, async () => this.container?.stop());
  }

  /** Resolves at the first passed health check, or with the failure when there is none in time. */
  private becomeHealthy(): Promise<string | undefined> {
    const { clock } = this.props;
    const patienceMs = Math.max(this.settings.startupTimeoutMs, LEAST_STARTUP_REAL_MS * clock.speed);
    return new Promise((resolve) => {
      this.onHealthy = () => resolve(undefined);
      clock.at(clock.now() + patienceMs, () => resolve(this.launched ? undefined : this.pingFailed()));
      void this.watch();
    });
  }

  /** The wait for capacity is long: about half an hour until AWS gives up. */
  private async provision(): Promise<string | undefined> {
    const { clock, faults, instanceStartMs } = this.props;
    const { instanceType, endpointName, provisionTimeoutMs } = this.settings;
    await pause(clock, instanceStartMs);
    if (instanceType === undefined || faults.hasNoCapacity?.(instanceType, endpointName) !== true) return undefined;
    await pause(clock, Math.max(0, provisionTimeoutMs - instanceStartMs));
    return NO_CAPACITY;
  }

  /** Runs the container, and again whenever it ends by itself. Rejects when it can't be started. */
  private async runContainer(): Promise<void> {
    const { clock, faults, runtime } = this.props;
    const task = faults.onInstanceStarting?.(this.settings.task) ?? this.settings.task;
    const container = await held(clock, () => runtime.start(task));
    this.container = container;
    void container.exited.then(() => this.ended());
    if (this.stopping) await container.stop();
  }

  private ended(): void {
    this.setHealthy(false);
    this.passes = 0;
    if (this.stopping) return;
    const { clock } = this.props;
    clock.at(clock.now() + this.restartMs, async () => {
      this.restartMs = RESTART_MS;
      if (!this.stopping) await this.runContainer().catch(() => this.ended());
    });
  }

  private async watch(): Promise<void> {
    const { clock, ping } = this.props;
    while (!this.stopping) {
      this.judge(await held(clock, () => ping(this.settings.task.ip)));
      await pause(clock, PING_INTERVAL_MS);
    }
  }

  private judge(passed: boolean): void {
    this.passes = passed ? this.passes + 1 : 0;
    this.failures = passed ? 0 : this.failures + 1;
    if (this.passes >= PASSES_NEEDED && !this.stopping) {
      this.setHealthy(true);
      this.launched = true;
      this.onHealthy();
    }
    if (this.isHealthy && this.failures >= FAILURES_ALLOWED) this.replace();
  }

  /** Its container runs, but fails its pings: another instance takes its place, which takes as long as the first one took. */
  private replace(): void {
    this.setHealthy(false);
    this.restartMs = this.props.instanceStartMs;
    void held(this.props.clock, async () => this.container?.stop());
  }

  private setHealthy(healthy: boolean): void {
    if (healthy === this.isHealthy) return;
    this.isHealthy = healthy;
    this.props.requests.update();
  }

  private pingFailed(): string {
    return `The primary container for production variant ${this.settings.variantName} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`;
  }
}
