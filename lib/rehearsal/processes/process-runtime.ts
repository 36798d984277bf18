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
/** Tasks whose output is kept; a crashing service starts new ones without end. */
const OUTPUTS_KEPT = 50;

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

/** Runs tasks as real processes on this machine; none of them outlives it. POSIX only. */
export class ProcessTaskRuntime implements TaskRuntime {
  private readonly ports = new LoopbackPorts();
  private readonly guard = new ProcessGuard();
  private readonly running = new Set<ModelProcess>();
  private readonly outputs = new Map<string, OutputRing>();
  private stopped = false;

  constructor(private readonly props: ProcessTaskRuntimeProps) {}

  /** Throws when the program or its folder does not exist, and after `stopAll`. */
  start(spec: TaskSpec): Promise<RunningTask> {
    return this.holdingClock(async () => {
      const port = await this.ports.take();
      const task = await this.spawn(spec, port);
      await this.untilReady(task, port);
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

  /** The last characters of a task's stdout and stderr, also after its end; empty for an unknown or long gone task. */
  outputOf(taskArn: string): string {
    return this.outputs.get(taskArn)?.text ?? '';
  }

  private async spawn(spec: TaskSpec, port: number): Promise<ModelProcess> {
    const { commandFor, network } = this.props;
    try {
      if (this.stopped) throw new Error(`task ${spec.taskArn} can't start: the rehearsal is stopping`);
      const command = commandFor(spec, port);
      const task = await ModelProcess.start({ spec, command, port, guard: this.guard, output: this.newOutput(spec) });
      const unregister = network.register(spec.ip, spec.containerPort, port);
      this.running.add(task);
      void task.exited.then(() => {
        this.running.delete(task);
        unregister();
        this.ports.giveBack(port);
      });
      return task;
    } catch (error) {
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

  private newOutput({ taskArn }: TaskSpec): OutputRing {
    const output = new OutputRing(this.props.outputLimit ?? DEFAULT_OUTPUT_LIMIT);
    this.outputs.set(taskArn, output);
    const [oldest] = this.outputs.keys();
    if (this.outputs.size > OUTPUTS_KEPT) this.outputs.delete(oldest);
    return output;
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
