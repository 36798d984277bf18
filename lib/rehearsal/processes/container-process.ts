import { ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ProcessGuard, signalGroup } from './process-guard';

/** A process that left the group may keep the pipes open for ever. */
const OUTPUT_PATIENCE_MS = 200;

/** What is run in place of a container. */
export interface Program {
  /** Program and arguments; not run by a shell. */
  readonly command: readonly string[];
  /** Absolute folder in which it runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Takes what a process writes, as it comes. */
export interface ProcessOutput {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** A container as a process group of its own, which ends as a whole: a container has no survivors either. */
export class ContainerProcess {
  readonly exited: Promise<{ readonly code: number | null }>;
  private ended = false;

  private constructor(
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
  static async start(program: Program, guard: ProcessGuard, output: ProcessOutput): Promise<ContainerProcess> {
    const [file, ...args] = program.command;
    if (!existsSync(program.cwd)) {
      throw new Error(
        `the model's folder must exist, got ${program.cwd}; set "model.cwd" of the rehearsal's configuration`,
      );
    }
    const { cwd, env } = program;
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid === undefined) throw await whyNotStarted(child, file);
    guard.watch(child.pid);
    child.stdout.setEncoding('utf8').on('data', output.stdout);
    child.stderr.setEncoding('utf8').on('data', output.stderr);
    return new ContainerProcess(child.pid, child, guard);
  }

  /** SIGTERM, then SIGKILL after the grace time in real milliseconds. Harmless when it has ended. */
  async stop(graceMs: number): Promise<void> {
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
