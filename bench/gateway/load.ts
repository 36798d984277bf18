import { once } from 'node:events';
import { join } from 'node:path';
import { CORES, Process } from './processes';

export interface Saturated {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
}

export interface Paced {
  /** Milliseconds. */
  readonly latencies: readonly number[];
  readonly failed: number;
}

export interface Streamed {
  readonly head: readonly number[];
  readonly token: readonly number[];
}

/** The process that plays the callers. */
export class Load {
  private readonly process = Process.start(CORES.load, [process.execPath, join(__dirname, 'load.mjs')], {}, true);

  saturate(options: { port: number; ms: number; connections: number }): Promise<Saturated> {
    return this.run('saturate', options);
  }

  paced(options: { port: number; ms: number; rate: number }): Promise<Paced> {
    return this.run('paced', options);
  }

  bursts(options: { port: number; rounds: number }): Promise<{ sent: number; failed: number }> {
    return this.run('bursts', options);
  }

  stream(options: { port: number; count: number }): Promise<Streamed> {
    return this.run('stream', options);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }

  private async run<T>(task: string, options: object): Promise<T> {
    this.process.child.send({ task, options });
    const [result] = (await once(this.process.child, 'message')) as [T];
    return result;
  }
}
