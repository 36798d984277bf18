import { GatewaySpec, RunningTask, TaskSpec } from '../tasks';
import { ContainerProcess } from './container-process';

const DEFAULT_GRACE_MS = 2_000;

export interface GatewayProcess {
  readonly spec: GatewaySpec;
  readonly process: ContainerProcess;
}

/** The containers of one task. All are essential: when one ends, so does the task. */
export class TaskProcess implements RunningTask {
  readonly exited: Promise<{ readonly code: number | null }>;
  /** Settles when every container has ended. */
  readonly gone: Promise<void>;

  constructor(
    readonly spec: TaskSpec,
    private readonly model: ContainerProcess | undefined,
    private readonly gateways: readonly GatewayProcess[],
  ) {
    const containers = this.containers();
    this.exited = Promise.race(containers.map(({ exited }) => exited));
    this.gone = Promise.all(containers.map(({ exited }) => exited)).then(() => undefined);
    void this.exited.then(() => this.stop());
  }

  async stop(graceMs?: number): Promise<void> {
    const modelGraceMs = graceMs ?? DEFAULT_GRACE_MS;
    const stopping = this.gateways.map(({ spec, process }) => {
      const stopped = process.stop(graceMs ?? 1_000 * spec.stopTimeoutSeconds);
      return { stopped, first: spec.stopsBeforeModel };
    });
    await Promise.all(stopping.filter(({ first }) => first).map(({ stopped }) => stopped));
    await Promise.all([this.model?.stop(modelGraceMs), ...stopping.map(({ stopped }) => stopped)]);
  }

  /** Ends what serves the model as a crash would: the model's own container, or the gateways where there is none. */
  crash(): void {
    for (const container of this.model === undefined ? this.containers() : [this.model]) container.kill();
  }

  private containers(): readonly ContainerProcess[] {
    const gateways = this.gateways.map(({ process }) => process);
    return this.model === undefined ? gateways : [this.model, ...gateways];
  }
}
