import { Worker } from 'node:worker_threads';
import { LagReading } from '../lag/lag-reading';
import { FromLoad, LoadPlan, LoadSecond, LoadSummary, ToLoad } from './load-messages';

export interface LoadOptions {
  /** The built `load-entry.ts`: `dist/rehearsal-load.cjs` of this package. */
  readonly entryScript: string;
  readonly plan: LoadPlan;
  /** Called once a second while the load runs. */
  readonly onSecond?: (second: LoadSecond) => void;
  /** Called ten times a second with how late the generator was. */
  readonly onLag?: (lag: LagReading) => void;
  /** Ends the load when it fires, as `stop` does. */
  readonly signal?: AbortSignal;
}

/**
 * Load from a thread of its own, so that a busy router delays no request's start and no latency's end.
 *
 * A thread rather than a process: measured at 1,000 requests a second, both cost about 170 µs of CPU a request, and a thread
 * can't outlive the rehearsal, however that ends.
 */
export class Load {
  /** The whole run's numbers, once every request in flight has ended; rejects when the thread fails. */
  readonly finished: Promise<LoadSummary>;
  private readonly worker: Worker;

  constructor({ entryScript, plan, onSecond, onLag, signal }: LoadOptions) {
    this.worker = new Worker(entryScript, { workerData: plan });
    this.finished = new Promise((resolve, reject) => {
      this.worker.on('message', (message: FromLoad) => {
        switch (message.type) {
          case 'summary':
            return resolve(message.summary);
          case 'second':
            return onSecond?.(message.second);
          case 'lag':
            return onLag?.(message.lag);
          default:
            throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
        }
      });
      this.worker.on('error', reject);
      this.worker.on('exit', (code) => reject(new Error(`the load generator ended early with code ${code}`)));
    });
    this.finished.catch(() => undefined); // the caller may ask for it later
    const stop = () => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
  }

  /** Sends nothing more and waits for what is in flight, at most the plan's timeout. */
  stop(): Promise<LoadSummary> {
    this.worker.postMessage({ type: 'stop' } satisfies ToLoad);
    return this.finished;
  }
}
