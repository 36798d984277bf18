import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { CORES } from '../gateway/processes';
import { Quiet } from '../gateway/quiet';
import { alternating, median } from '../gateway/statistics';
import { table } from '../gateway/table';
import { installPeers } from '../peers';
import { generate, Generator, GENERATORS, Measured, Run } from './generators';

const FULL = { rounds: 3, seconds: 20, tries: 3 };
const QUICK = { rounds: 1, seconds: 6, tries: 1 };

/** Requests a second: what issue 4 asks of one core. */
const RPS = 2_000;

const STALL_MS = 2_000;

interface Row extends Measured {
  readonly name: string;
}

/** Compares the load test's generator with others that people use. */
export async function benchLoad(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const effort = values.quick ? QUICK : FULL;
  installPeers('autocannon');
  const installed = GENERATORS.filter((each) => each.command(0, { rps: RPS, seconds: 1, stallMs: 0 }) !== undefined);
  const quiet = new Quiet(effort.tries);
  const results = {
    machine: { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
    absent: GENERATORS.filter((each) => !installed.includes(each)).map(({ name }) => name),
    steady: await section(installed, { rps: RPS, seconds: effort.seconds, stallMs: 0 }, effort.rounds, quiet),
    stalled: await section(installed, { rps: RPS, seconds: effort.seconds, stallMs: STALL_MS }, effort.rounds, quiet),
    foreignShare: quiet.foreignShare,
  };
  process.stdout.write(`${report(results, effort.seconds)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ effort, ...results }, null, 2)}\n`);
}

/** Every generator in every round, forwards in one and backwards in the next; the median of each number. */
async function section(generators: readonly Generator[], run: Run, rounds: number, quiet: Quiet): Promise<Row[]> {
  const measured = new Map<string, Measured[]>(generators.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const generator of alternating(generators, round)) {
      measured.get(generator.name)?.push(await generate(generator, run, (work) => quiet.measure(work)));
    }
  }
  return [...measured].map(([name, all]) => ({ name, ...medians(all) }));
}

function medians(all: readonly Measured[]): Measured {
  const late = all.flatMap(({ lateShare }) => (lateShare === undefined ? [] : [lateShare]));
  return {
    rate: median(all.map(({ rate }) => rate)),
    ...(late.length === 0 ? {} : { lateShare: median(late) }),
    p50: median(all.map(({ p50 }) => p50)),
    p99: median(all.map(({ p99 }) => p99)),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

interface Results {
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly absent: readonly string[];
  readonly steady: readonly Row[];
  readonly stalled: readonly Row[];
  readonly foreignShare: number;
}

function report({ machine, absent, steady, stalled, foreignShare }: Results, seconds: number): string {
  // Who comes x ms into the stall waits for the rest of it; 1 % of all requests come in its first `seconds` × 10 ms.
  const trueP99 = STALL_MS - seconds * 10;
  const columns = {
    generator: ({ name }: Row) => name,
    'requests/s': ({ rate }: Row) => rate.toFixed(0),
    'late starts %': ({ lateShare }: Row) => (lateShare === undefined ? 'not said' : (100 * lateShare).toFixed(2)),
    'p50 ms': ({ p50 }: Row) => p50.toFixed(2),
    'p99 ms': ({ p99 }: Row) => p99.toFixed(2),
    failed: ({ failed }: Row) => String(failed),
  };
  return [
    `Node.js ${machine.node}, ${machine.cores} × ${machine.cpu}, generator on core ${CORES.load}, server on core ${CORES.proxy}`,
    ...(absent.length > 0 ? [`Not installed, not measured: ${absent.join(', ')} (Debian: wrk)`] : []),
    `Other processes used ${(foreignShare * 100).toFixed(0)} % of the machine in the median run`,
    '',
    `## ${RPS} requests a second for ${seconds} s`,
    table(steady, columns),
    `## The same with a stall of ${STALL_MS} ms: callers who come at that rate see a p99 of ${trueP99} ms`,
    table(stalled, columns),
  ].join('\n');
}
