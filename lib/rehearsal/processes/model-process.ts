import { ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { RunningTask, TaskSpec } from '../tasks';
import { ProcessGuard, signalGroup } from './process-guard';
import { ModelCommand, modelEnvironment } from './model-command';
import { OutputRing } from './output-ring';

const DEFAULT_GRACE_MS = 2_000;
/** A process that left the group may keep the pipes open for ever. */
const OUTPUT_PATIENCE_MS = 200;

export interface ModelProcessProps {
  readonly spec: TaskSpec;
  readonly command: ModelCommand;
  readonly port: number;
  readonly guard: ProcessGuard;
  readonly output: OutputRing;
}

/** A model server in a process group of its own, which ends as a whole: a container has no survivors either. */
export class ModelProcess implements RunningTask {
  readonly exited: Promise<{ readonly code: number | null }>;
  private ended = false;

  private constructor(
    readonly spec: TaskSpec,
    private readonly group: number,
    child: ChildProcess,
    guard: ProcessGuard,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.ended = true;
        signalGroup(group, 'SIGKILL'); // workers that outlived the server
        guard.forget(group);
        void outputRead(child).then(() => resolve({ code }));
      });
    });
  }

  /** Throws when the program can't be started. */
  static async start({ spec, command, port, guard, output }: ModelProcessProps): Promise<ModelProcess> {
    const [program, ...args] = command.command;
    if (!existsSync(command.cwd)) {
      throw new Error(
        `the model's folder must exist, got ${command.cwd}; set "model.cwd" of the rehearsal's configuration`,
      );
    }
    const child = spawn(program, args, {
      cwd: command.cwd,
      env: modelEnvironment(spec, command, port),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) throw await whyNotStarted(child, program);
    guard.watch(child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.append(text));
    }
    return new ModelProcess(spec, child.pid, child, guard);
  }

  async stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    if (this.ended) return;
    signalGroup(this.group, 'SIGTERM');
    const killing = setTimeout(() => this.kill(), graceMs);
    await this.exited;
    clearTimeout(killing);
  }

  /** Ends it as a crash of the machine would. */
  kill(): void {
    if (!this.ended) signalGroup(this.group, 'SIGKILL');
  }
}

/** The last words of a crash are the ones an error report needs. */
function outputRead(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, OUTPUT_PATIENCE_MS);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function whyNotStarted(child: ChildProcess, program: string): Promise<Error> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) =>
      resolve(
        new Error(
          `the model's program must be installed, got ${JSON.stringify(program)} (${message}); set "model.command"`,
        ),
      ),
    );
  });
}
