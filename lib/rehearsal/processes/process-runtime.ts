import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../clock';
import { Network } from '../network';
import { RunningTask, TaskRuntime, TaskSpec } from '../tasks';
import { ModelCommand } from './config';
import { Guard } from './guard';
import { modelCommandOf } from './model-command';
import { OutputTail } from './output-tail';
import { accepts, freePort } from './ports';

/** Real milliseconds that `start` waits for the port at most (contract of `TaskRuntime`), and between two tries. */
const START_TIMEOUT_MS = 10_000;
const PROBE_INTERVAL_MS = 10;

/** Real milliseconds between SIGTERM and SIGKILL. */
const DEFAULT_GRACE_MS = 2000;

/** What a model may know of the machine; the rest of the rehearsal's environment (credentials, proxies) stays here. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot', 'VIRTUAL_ENV', 'PYTHONPATH', 'LD_LIBRARY_PATH'];

export interface ProcessRuntimeOptions {
  readonly network: Network;
  readonly clock: Clock;
  /** Commands by image or version pattern, with absolute folders. */
  readonly models: Readonly<Record<string, ModelCommand>>;
  /** The built `guard-entry.ts`: `dist/rehearsal-guard.cjs` of this package. */
  readonly guardScript: string;
  /** Told when a task ended without being stopped or killed by the rehearsal, with the last lines that it wrote. */
  readonly onUnexpectedExit?: (spec: TaskSpec, end: UnexpectedExit) => void;
}

export interface UnexpectedExit {
  readonly code: number | null;
  readonly failure?: string;
  readonly output: readonly string[];
}

/** Runs tasks as processes on this machine: a model server for each, listening on `HOST`:`PORT`. */
export class ProcessTaskRuntime implements TaskRuntime {
  private readonly guard: Guard;
  private readonly tasks = new Map<string, ProcessTask>();

  constructor(private readonly options: ProcessRuntimeOptions) {
    this.guard = new Guard(options.guardScript);
  }

  /** Throws when no command is configured for the task's image and version. */
  async start(spec: TaskSpec): Promise<RunningTask> {
    const command = modelCommandOf(this.options.models, spec);
    const release = this.options.clock.hold();
    try {
      const task = new ProcessTask(spec, await freePort(), this.guard);
      this.tasks.set(spec.taskArn, task);
      task.run(command, this.options.network);
      void task.exited.then((end) => this.onExit(task, end));
      await task.accepting();
      return task;
    } finally {
      release();
    }
  }

  /** Kills the tasks that `which` picks, as a crash would; returns how many. */
  kill(which: (spec: TaskSpec) => boolean): number {
    const picked = [...this.tasks.values()].filter((task) => which(task.spec));
    picked.forEach((task) => task.kill());
    return picked.length;
  }

  /** The last lines that a running task wrote; empty when it does not run. */
  outputOf(taskArn: string, lines: number): readonly string[] {
    return this.tasks.get(taskArn)?.output.lines(lines) ?? [];
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.tasks.values()].map((task) => task.stop()));
    await this.guard.close();
  }

  private onExit(
    task: ProcessTask,
    { code, failure }: { readonly code: number | null; readonly failure?: string },
  ): void {
    this.tasks.delete(task.spec.taskArn);
    if (task.expectsExit) return;
    this.options.onUnexpectedExit?.(task.spec, { code, failure, output: task.output.lines(20) });
  }
}

class ProcessTask implements RunningTask {
  exited!: Promise<{ readonly code: number | null; readonly failure?: string }>;
  readonly output = new OutputTail();
  /** The rehearsal itself asked it to end. */
  expectsExit = false;
  private ended = false;

  constructor(
    readonly spec: TaskSpec,
    private readonly port: number,
    private readonly guard: Guard,
  ) {}

  run({ command, cwd, env }: ModelCommand, network: Network): void {
    const { spec, port } = this;
    const inherited = INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const processEnv = {
      ...Object.fromEntries(inherited),
      ...spec.environment,
      ...env,
      HOST: '127.0.0.1',
      PORT: String(port),
    };
    const ended = this.guard.start(spec.taskArn, { command, cwd, env: processEnv }, (text) => this.output.append(text));
    const unregister = network.register(spec.ip, spec.containerPort, port);
    this.exited = ended.then((end) => {
      this.ended = true;
      unregister();
      return end;
    });
  }

  /** Resolves when the port accepts connections, the process ended, or the time is over. */
  async accepting(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!this.ended && performance.now() < deadline && !(await accepts(this.port))) await sleep(PROBE_INTERVAL_MS);
  }

  async stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    this.expectsExit = true;
    this.guard.signal(this.spec.taskArn, 'SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.expectsExit = true;
    this.guard.signal(this.spec.taskArn, 'SIGKILL');
  }
}
