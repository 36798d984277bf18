import { setTimeout as realSleep } from 'node:timers/promises';
import { Clock } from '../clock';
import { Network } from '../network';
import { isMetrics } from '../aws/logs/embedded-metrics';
import { GatewaySpec, RunningTask, TaskRuntime, TaskSpec } from '../tasks';
import { ModelLink } from '../traffic/model-links';
import { ContainerProcess } from './container-process';
import { gatewayProgram } from './gateway-program';
import { LineSplitter } from './line-splitter';
import { LoopbackPorts } from './loopback-ports';
import { ModelCommand, modelEnvironment } from './model-command';
import { OutputRing } from './output-ring';
import { ProcessGuard } from './process-guard';
import { portAccepts } from './readiness';
import { GatewayProcess, TaskProcess } from './task-process';

const DEFAULT_READY_TIMEOUT_MS = 10_000;
const DEFAULT_OUTPUT_LIMIT = 16_384;
/** When everything ends nobody waits for a gateway's patience. */
const LAST_GRACE_MS = 2_000;
/** A crashing service starts new ones without end. */
const TASKS_REMEMBERED = 50;

export interface ProcessTaskRuntimeProps {
  readonly clock: Clock;
  readonly network: Network;
  /** The command that stands for a task's container, told the loopback port on which it must listen. */
  readonly commandFor: (spec: TaskSpec, port: number) => ModelCommand;
  /**
   * Real milliseconds after which `start` resolves although a port does not accept connections.
   * @default 10000
   */
  readonly readyTimeoutMs?: number;
  /**
   * Characters of output kept for each task.
   * @default 16384
   */
  readonly outputLimit?: number;
  /**
   * Virtual milliseconds per real one while there is traffic: gateways measure, look for settings and drain that much more often.
   * @default 1
   */
  readonly speed?: number;
  /**
   * Opens a way from gateways to the model server on a loopback port.
   * @default - gateways reach it without a detour
   */
  readonly linkTo?: (spec: TaskSpec, port: number) => Promise<ModelLink>;
}

/** Loopback ports by container port. */
type LoopbackPortOf = ReadonlyMap<number, number>;

/** What is remembered of a task. */
interface TaskMemory {
  readonly spec: TaskSpec;
  readonly ring: OutputRing;
  /** Real milliseconds until it listened, or was waited for no longer. */
  startMs: number;
}

/** Runs tasks as real processes on this machine; none of them outlives it. POSIX only. */
export class ProcessTaskRuntime implements TaskRuntime {
  private readonly ports = new LoopbackPorts();
  private readonly guard = new ProcessGuard();
  private readonly running = new Set<TaskProcess>();
  /** Of the last tasks, the newest first. */
  private readonly memories: TaskMemory[] = [];
  private stopped = false;

  constructor(private readonly props: ProcessTaskRuntimeProps) {}

  /** Throws when a program or its folder does not exist, when a gateway leads nowhere, and after `stopAll`. */
  start(spec: TaskSpec): Promise<RunningTask> {
    return this.holdingClock(async () => {
      const ports = await this.takePorts(spec);
      const memory = this.remember(spec);
      const task = await this.spawn(spec, ports, memory.ring);
      const began = performance.now();
      await this.untilReady(task, [...ports.values()]);
      memory.startMs = performance.now() - began;
      return task;
    });
  }

  /** Ends every process with SIGTERM, then SIGKILL; no task can start from now on. */
  async stopAll(): Promise<void> {
    this.stopped = true;
    await this.holdingClock(() => Promise.all([...this.running].map((task) => task.stop(LAST_GRACE_MS))));
    this.guard.close();
  }

  /**
   * SIGKILLs the model's containers of tasks, as a crash would; the clock is held until the tasks have ended.
   * @param which the service's name, or the environment (`blue`, `green`) that its name ends with, or a test of the task
   * @returns how many tasks were killed; 0 when none matches
   */
  kill(which: string | ((spec: TaskSpec) => boolean)): number {
    const picks = typeof which === 'string' ? (spec: TaskSpec) => isNamed(spec.serviceName, which) : which;
    const tasks = [...this.running].filter((task) => picks(task.spec));
    for (const task of tasks) task.crash();
    void this.holdingClock(() => Promise.all(tasks.map((task) => task.exited)));
    return tasks.length;
  }

  /**
   * The end of what the newest task of these wrote to stdout and stderr, and why it could not be started, if so. Of those that
   * wrote nothing an older one is asked; empty when none of the last 50 tasks did.
   */
  lastOutput(which: (spec: TaskSpec) => boolean): string {
    return this.memories.find(({ spec, ring }) => which(spec) && ring.text !== '')?.ring.text ?? '';
  }

  /** The longest that one of these tasks took until it listened, or ended, or was waited for no longer; real milliseconds. */
  slowestStartMs(which: (spec: TaskSpec) => boolean): number {
    return Math.max(0, ...this.memories.filter(({ spec }) => which(spec)).map(({ startMs }) => startMs));
  }

  private async takePorts(spec: TaskSpec): Promise<LoopbackPortOf> {
    const ports = new Map<number, number>();
    for (const port of containerPorts(spec)) ports.set(port, await this.ports.take());
    return ports;
  }

  private async spawn(spec: TaskSpec, ports: LoopbackPortOf, output: OutputRing): Promise<TaskProcess> {
    const started: ContainerProcess[] = [];
    try {
      if (this.stopped) throw new Error(`task ${spec.taskArn} can't start: the rehearsal is stopping`);
      const model = spec.withoutModel === true ? undefined : await this.startModel(spec, ports, output);
      if (model !== undefined) started.push(model);
      const gateways: GatewayProcess[] = [];
      const seen = await this.seenByGateways(spec, ports, model);
      for (const gateway of spec.gateways ?? []) {
        const process = await this.startGateway(gateway, seen, output);
        started.push(process);
        gateways.push({ spec: gateway, process });
      }
      if (model !== undefined) this.register(spec, [spec.containerPort], ports, model);
      for (const gateway of gateways) this.register(spec, gateway.spec.ports, ports, gateway.process);
      return this.runs(new TaskProcess(spec, model, gateways));
    } catch (error) {
      output.append(`${(error as Error).message}\n`);
      for (const container of started) container.kill();
      for (const port of ports.values()) this.ports.giveBack(port);
      throw error;
    }
  }

  /** Ports as gateways reach them: the model's by a link, if there are links. */
  private async seenByGateways(
    spec: TaskSpec,
    ports: LoopbackPortOf,
    model: ContainerProcess | undefined,
  ): Promise<LoopbackPortOf> {
    const { linkTo } = this.props;
    if (linkTo === undefined || model === undefined || spec.gateways === undefined) return ports;
    const link = await linkTo(spec, ports.get(spec.containerPort)!);
    void model.exited.then(() => link.close());
    return new Map([...ports, [spec.containerPort, link.port]]);
  }

  private startModel(spec: TaskSpec, ports: LoopbackPortOf, ring: OutputRing): Promise<ContainerProcess> {
    const port = ports.get(spec.containerPort)!;
    const command = this.props.commandFor(spec, port);
    const append = (text: string): void => ring.append(text);
    const program = { ...command, env: modelEnvironment(spec, command, port) };
    return ContainerProcess.start(program, this.guard, { stdout: append, stderr: append });
  }

  /** What a gateway measured is told each second: it must not push the last words of the model out of the ring. */
  private startGateway(gateway: GatewaySpec, ports: LoopbackPortOf, ring: OutputRing): Promise<ContainerProcess> {
    const program = gatewayProgram(gateway, {
      own: (port) => ports.get(port),
      resolve: (host, port) => this.props.network.resolve(host, port),
      speed: this.props.speed ?? 1,
    });
    const lines = new LineSplitter((line) => {
      gateway.onLine(line);
      if (!isMetrics(line)) ring.append(`${line}\n`);
    });
    return ContainerProcess.start(program, this.guard, {
      stdout: (text) => lines.add(text),
      stderr: (text) => ring.append(text),
    });
  }

  /** Makes the ports of a container reachable until it ends. */
  private register(
    { ip }: TaskSpec,
    containerPortsOf: readonly number[],
    ports: LoopbackPortOf,
    { exited }: ContainerProcess,
  ): void {
    for (const containerPort of containerPortsOf) {
      const port = ports.get(containerPort)!;
      const unregister = this.props.network.register(ip, containerPort, port);
      void exited.then(() => {
        unregister();
        this.ports.giveBack(port);
      });
    }
  }

  private runs(task: TaskProcess): TaskProcess {
    this.running.add(task);
    void task.gone.then(() => this.running.delete(task));
    return task;
  }

  private async untilReady(task: TaskProcess, ports: readonly number[]): Promise<void> {
    const waiting = new AbortController();
    const timeoutMs = this.props.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS;
    const timeout = realSleep(timeoutMs, undefined, { signal: waiting.signal }).catch(() => undefined); // another was first
    const accepting = Promise.all(ports.map((port) => portAccepts(port, waiting.signal)));
    await Promise.race([accepting, task.exited, timeout]);
    waiting.abort();
  }

  private remember(spec: TaskSpec): TaskMemory {
    const memory = { spec, ring: new OutputRing(this.props.outputLimit ?? DEFAULT_OUTPUT_LIMIT), startMs: 0 };
    this.memories.unshift(memory);
    if (this.memories.length > TASKS_REMEMBERED) this.memories.pop();
    return memory;
  }

  private async holdingClock<T>(work: () => Promise<T>): Promise<T> {
    const release = this.props.clock.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }
}

function containerPorts({ containerPort, gateways = [], withoutModel = false }: TaskSpec): readonly number[] {
  const ports = gateways.flatMap((gateway) => gateway.ports);
  return withoutModel ? ports : [containerPort, ...ports];
}

function isNamed(serviceName: string, name: string): boolean {
  return serviceName === name || serviceName.endsWith(`-${name}`);
}
