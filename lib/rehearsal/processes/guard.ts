import { ChildProcess, fork } from 'node:child_process';
import { FromGuard, GuardedCommand, ToGuard } from './guard-messages';

/** How a guarded process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  /** Why it could not be started, or was lost. */
  readonly failure?: string;
}

interface Guarded {
  readonly onOutput: (text: string) => void;
  readonly onEnd: (end: ProcessEnd) => void;
}

/** The rehearsal's side of the guard: starts processes that can't outlive this one. */
export class Guard {
  private readonly child: ChildProcess;
  private readonly guarded = new Map<string, Guarded>();

  /** @param entryScript the built `guard-entry.ts`: `dist/rehearsal-guard.cjs` of this package */
  constructor(entryScript: string) {
    // Detached: Ctrl-C in a terminal goes to the whole foreground group, and the guard has to survive it to do its work.
    this.child = fork(entryScript, { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child.on('message', (message: FromGuard) => this.onMessage(message));
    this.child.on('exit', (code) => this.onLost(`the rehearsal's guard process ended with code ${code}`));
    this.child.on('error', (error) => this.onLost(error.message));
    this.child.unref(); // a rehearsal that is done must not wait for its guard
    this.child.channel?.unref();
  }

  start(id: string, command: GuardedCommand, onOutput: (text: string) => void): Promise<ProcessEnd> {
    return new Promise((resolve) => {
      this.guarded.set(id, { onOutput, onEnd: resolve });
      this.send({ type: 'start', id, command });
    });
  }

  /** Sends a signal to the process and all that it started. Harmless when it has ended. */
  signal(id: string, signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.guarded.has(id)) this.send({ type: 'signal', id, signal });
  }

  /** Kills what still runs, and the guard. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.ref();
    if (this.child.connected) this.child.disconnect();
    await exited;
  }

  private send(message: ToGuard): void {
    if (this.child.connected) this.child.send(message);
    else this.onLost("the rehearsal's guard process is gone");
  }

  private onMessage(message: FromGuard): void {
    const guarded = this.guarded.get(message.id);
    if (guarded === undefined) return;
    if (message.type === 'output') return guarded.onOutput(message.text);
    this.guarded.delete(message.id);
    guarded.onEnd({ code: message.code, failure: message.failure });
  }

  private onLost(failure: string): void {
    for (const { onEnd } of this.guarded.values()) onEnd({ code: null, failure });
    this.guarded.clear();
  }
}
