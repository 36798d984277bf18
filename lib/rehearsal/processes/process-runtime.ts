import { setTimeout as realSleep } from 'node:timers/promises';
import { Clock } from '../clock';
import { Network } from '../network';
import { RunningTask, TaskRuntime, TaskSpec } from '../tasks';
import { LoopbackPorts } from './loopback-ports';
import { ModelCommand } from './model-command';
import { ModelProcess } from './model-process';
import { OutputRing } from './output-ring';
import { ProcessGuard } from './process-guard';
import { portAccepts } from './readiness';

const DEFAULT_READY_TIMEOUT_MS = 10_000;
const DEFAULT_OUTPUT_LIMIT = 16_384;
/** A crashing service starts new ones without end. */
const TASKS_REMEMBERED = 50;

export interface ProcessTaskRuntimeProps {
  readonly clock: Clock;
  readonly network: Network;
  /** The command that stands for a task's container, told the loopback port on which it must listen. */
  readonly commandFor: (spec: TaskSpec, port: number) => ModelCommand;
  /**
   * Real milliseconds after which `start` resolves although the port does not accept connections.
   * @default 10000
   */
  readonly readyTimeoutMs?: number;
  /**
   * Characters of output kept for each task.
   * @default 16384
   */
  readonly outputLimit?: number;
}

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
  private readonly running = new Set<ModelProcess>();
  /** Of the last tasks, the newest first. */
  private readonly memories: TaskMemory[] = [];
  private stopped = false;

  constructor(private readonly props: ProcessTaskRuntimeProps) {}

  /** Throws when the program or its folder does not exist, and after `stopAll`. */
  start(spec: TaskSpec): Promise<RunningTask> {
    return this.holdingClock(async () => {
      const port = await this.ports.take();
      const memory = this.remember(spec);
      const task = await this.spawn(spec, port, memory.ring);
      const began = performance.now();
      await this.untilReady(task, port);
      memory.startMs = performance.now() - began;
      return task;
    });
  }

  /** Ends every process with SIGTERM, then SIGKILL; no task can start from now on. */
  async stopAll(): Promise<void> {
    this.stopped = true;
    await this.holdingClock(() => Promise.all([...this.running].map((task) => task.stop())));
    this.guard.close();
  }

  /**
   * SIGKILLs tasks, as a crash would; the clock is held until they have ended.
   * @param which the service's name, or the environment (`blue`, `green`) that its name ends with, or a test of the task
   * @returns how many tasks were killed; 0 when none matches
   */
  kill(which: string | ((spec: TaskSpec) => boolean)): number {
    const picks = typeof which === 'string' ? (spec: TaskSpec) => isNamed(spec.serviceName, which) : which;
    const tasks = [...this.running].filter((task) => picks(task.spec));
    for (const task of tasks) task.kill();
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

  private async spawn(spec: TaskSpec, port: number, output: OutputRing): Promise<ModelProcess> {
    const { commandFor, network } = this.props;
    try {
      if (this.stopped) throw new Error(`task ${spec.taskArn} can't start: the rehearsal is stopping`);
      const command = commandFor(spec, port);
      const task = await ModelProcess.start({ spec, command, port, guard: this.guard, output });
      const unregister = network.register(spec.ip, spec.containerPort, port);
      this.running.add(task);
      void task.exited.then(() => {
        this.running.delete(task);
        unregister();
        this.ports.giveBack(port);
      });
      return task;
    } catch (error) {
      output.append(`${(error as Error).message}\n`);
      this.ports.giveBack(port);
      throw error;
    }
  }

  private async untilReady(task: ModelProcess, port: number): Promise<void> {
    const waiting = new AbortController();
    const timeoutMs = this.props.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS;
    const timeout = realSleep(timeoutMs, undefined, { signal: waiting.signal }).catch(() => undefined); // another was first
    await Promise.race([portAccepts(port, waiting.signal), task.exited, timeout]);
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

function isNamed(serviceName: string, name: string): boolean {
  return serviceName === name || serviceName.endsWith(`-${name}`);
}
