import { Worker } from 'node:worker_threads';
import { FunctionErrorPayload, FromWorker, InvokeMessage, TimeSync, ToWorker, WorkerInit } from './messages';

/** How an invocation ended. */
export type WorkerOutcome =
  { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: FunctionErrorPayload };

export interface FunctionWorkerOptions {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly init: WorkerInit;
  readonly memoryMb: number;
  /** Lets virtual time pass for a handler that waits; resolves with the time after that. */
  readonly pause: (ms: number) => Promise<TimeSync>;
}

/** Lambda gives a function 10 s to initialise before it starts over; here real time. */
const INIT_TIMEOUT_MS = 10_000;

/** What a worker may be waited for: its start, or the end of an invocation. */
interface Waiting {
  readonly requestId?: string;
  readonly settle: (outcome: WorkerOutcome) => void;
}

/** One warm worker thread of a function. Handles one invocation at a time; after a death it is of no use any more. */
export class FunctionWorker {
  private readonly thread: Worker;
  private readonly started: Promise<WorkerOutcome>;
  private readonly lines: string[] = [];
  private readonly pause: FunctionWorkerOptions['pause'];
  private peakMb = 0;
  private waiting: Waiting | undefined;
  private dead: FunctionErrorPayload | undefined;

  constructor(
    /** Name of the role session that the worker's calls are signed in. */
    readonly session: string,
    options: FunctionWorkerOptions,
  ) {
    this.thread = new Worker(options.script, {
      env: { ...options.environment },
      workerData: options.init,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
      execArgv: [], // loaders of the rehearsal's own process (tsx, inspectors) are not the function's
    });
    this.pause = options.pause;
    this.thread.on('message', (message: FromWorker) => this.receive(message));
    this.thread.on('error', (error) => this.end(deathOf(error)));
    this.thread.on('exit', (code) => this.end(exitError(`exit status ${code}`)));
    this.started = this.outcome(INIT_TIMEOUT_MS);
  }

  /** The most memory that it has held until the end of its last invocation, MB; 0 before that. */
  get memoryMb(): number {
    return this.peakMb;
  }

  get alive(): boolean {
    return this.dead === undefined;
  }

  /** Runs one invocation. A worker that dies, or takes longer than `realTimeoutMs`, gives the error that Lambda would. */
  async invoke(message: InvokeMessage): Promise<WorkerOutcome> {
    this.thread.ref();
    try {
      const start = await this.started;
      if (!start.ok) return start;
      const outcome = this.outcome(message.realTimeoutMs, message);
      this.send(message);
      return await outcome;
    } finally {
      this.thread.unref(); // an idle warm worker must not keep the process alive
    }
  }

  send(message: ToWorker): void {
    if (this.alive) this.thread.postMessage(message);
  }

  /** What the function wrote since the last call. */
  takeOutput(): string {
    return this.lines.splice(0).join('');
  }

  /** Ends the thread; a running invocation ends with the given error. Resolves when no code of it runs any more. */
  async kill(error: FunctionErrorPayload = exitError('signal: killed')): Promise<void> {
    this.end(error);
    await this.thread.terminate();
  }

  private outcome(timeoutMs: number, message?: InvokeMessage): Promise<WorkerOutcome> {
    if (this.dead !== undefined) return Promise.resolve({ ok: false, error: this.dead });
    return new Promise((resolve) => {
      const timer = setTimeout(() => void this.kill(timedOut(message)), timeoutMs);
      const settle = (outcome: WorkerOutcome) => {
        clearTimeout(timer);
        this.waiting = undefined;
        resolve(outcome);
      };
      this.waiting = message === undefined ? { settle } : { requestId: message.requestId, settle };
    });
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'output':
        this.lines.push(message.text);
        return;
      case 'pause':
        void this.pauseFor(message.ms, message.pause);
        return;
      case 'ready':
        this.waiting?.settle({ ok: true, payload: '' });
        return;
      case 'init-failed':
        void this.kill(message.error);
        return;
      case 'result':
        this.peakMb = message.memoryMb;
        this.settleInvocation(message.requestId, { ok: true, payload: message.payload });
        return;
      case 'failed':
        this.peakMb = message.memoryMb;
        this.settleInvocation(message.requestId, { ok: false, error: message.error });
        return;
      default:
        throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  }

  private async pauseFor(ms: number, pause: number): Promise<void> {
    this.send({ type: 'resumed', pause, time: await this.pause(ms) });
  }

  private settleInvocation(requestId: string, outcome: WorkerOutcome): void {
    if (this.waiting?.requestId === requestId) this.waiting.settle(outcome);
  }

  private end(error: FunctionErrorPayload): void {
    this.dead ??= error;
    this.waiting?.settle({ ok: false, error: this.dead });
  }
}

/** What Lambda reports when a function's process ends under it. */
export function exitError(reason: string): FunctionErrorPayload {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with error: ${reason}` };
}

function deathOf(error: Error & { code?: string }): FunctionErrorPayload {
  // Lambda's process is killed when it runs out of memory; V8's own limit stands in for that here.
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return exitError('signal: killed');
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function timedOut(message: InvokeMessage | undefined): FunctionErrorPayload {
  const seconds = ((message?.timeoutMs ?? INIT_TIMEOUT_MS) / 1000).toFixed(2);
  const id = message === undefined ? '' : `RequestId: ${message.requestId} Error: `;
  return { errorType: 'Sandbox.Timedout', errorMessage: `${id}Task timed out after ${seconds} seconds` };
}
