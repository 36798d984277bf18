import { constants } from 'node:os';

/** Signals that ask a command to end: Ctrl-C, `kill`, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Real time for ending everything in order; model servers get 2 s of it. What is left then ends with the process. */
const PATIENCE_MS = 5_000;

/** A command that was asked to end before it was done. */
export class Interrupted extends Error {
  /** As shells count it: 130 for Ctrl-C, 143 for `kill`. */
  readonly exitCode: number;

  constructor(readonly signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.name = 'Interrupted';
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Turns the first signal into an `Interrupted` error for whoever waits, so that the command ends by the same steps in every case.
 * A second signal, or steps that take too long, end the process at once.
 */
export class Interruption {
  private readonly controller = new AbortController();

  /** Listens from now on: made before anything is started, so that nothing can be left behind. */
  constructor(private readonly onInterrupted: () => void = () => undefined) {
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
  }

  /** Aborts with the `Interrupted` error as its reason. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The work's own outcome, or the interruption when that is first; the work may go on and is not listened to any more. */
  async race<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const interrupt = () => reject(signal.reason as Interrupted);
      signal.addEventListener('abort', interrupt);
      void work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', interrupt));
    });
  }

  /** From now on signals end the process as usual. */
  stop(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
  }

  private readonly onSignal = (signal: NodeJS.Signals): void => {
    const interrupted = new Interrupted(signal);
    if (this.signal.aborted) process.exit(interrupted.exitCode);
    setTimeout(() => process.exit(interrupted.exitCode), PATIENCE_MS).unref();
    this.onInterrupted();
    this.controller.abort(interrupted);
  };
}
