import { once } from 'node:events';
import { join } from 'node:path';
import { CORES, listening, Process, which } from '../gateway/processes';
import { takePort } from '../gateway/proxies';

/** What a generator says of its run. */
export interface Measured {
  /** Requests a second that it sent, or had answered if it doesn't say. */
  readonly rate: number;
  /** Share of the requests that were sent more than 5 ms after they were due; undefined when it doesn't say. */
  readonly lateShare?: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Dropped ones included. */
  readonly failed: number;
}

/** What is to be sent. */
export interface Run {
  readonly rps: number;
  readonly seconds: number;
  /** Milliseconds that the server stalls in the middle; 0: never. */
  readonly stallMs: number;
}

export interface Generator {
  readonly name: string;
  /** Its program, with arguments; undefined when it is not installed. It sends its numbers to its parent. */
  readonly command: (port: number, run: Run) => readonly string[] | undefined;
}

const autocannon = (name: string, omission: 'ignore' | 'correct'): Generator => ({
  name,
  command: (port, { rps, seconds }) => [
    process.execPath,
    join(__dirname, 'peers/autocannon.mjs'),
    ...[port, rps, seconds, omission].map(String),
  ],
});

export const GENERATORS: readonly Generator[] = [
  {
    name: 'ours',
    command: (port, { rps, seconds }) => [
      process.execPath,
      ...['--import', 'tsx', join(__dirname, 'ours.ts')],
      ...[port, rps, seconds].map(String),
    ],
  },
  autocannon('autocannon', 'correct'),
  autocannon('autocannon -C', 'ignore'),
  {
    name: 'wrk',
    command: (port, { seconds }) => {
      const wrk = which('wrk');
      const program = join(__dirname, 'peers/wrk.mjs');
      return wrk === undefined ? undefined : [process.execPath, program, String(port), wrk, String(seconds)];
    },
  },
];

/** A generator on one core against a fresh server on another. `measure` sees the run only, with all processes alive. */
export async function generate(
  { name, command }: Generator,
  run: Run,
  measure: (work: () => Promise<Measured>) => Promise<Measured>,
): Promise<Measured> {
  const started: Process[] = [];
  try {
    return await measure(async () => {
      const port = takePort();
      const model = join(__dirname, 'model.mjs');
      const stall = [run.seconds * 500, run.stallMs].map(String);
      started.push(Process.start(CORES.proxy, [process.execPath, model, String(port), ...stall]));
      await listening(port);
      const program = command(port, run);
      if (program === undefined) throw new Error(`${name} is not installed; leave it out`);
      const generator = Process.start(CORES.load, program, {}, true);
      started.push(generator);
      const [measured] = (await Promise.race([
        once(generator.child, 'message'),
        once(generator.child, 'exit').then(() => [undefined]),
      ])) as [Measured | undefined];
      if (measured === undefined)
        throw new Error(`${name} ended without a result; read the lines above for the reason`);
      return measured;
    });
  } finally {
    await Promise.all(started.map((each) => each.stop()));
  }
}
