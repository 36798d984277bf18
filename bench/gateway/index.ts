import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installPeers } from '../peers';
import { Load } from './load';
import { CORES, Process, which } from './processes';
import { LIBRARIES, mirroring, MIRRORS, removeScratch, Running, SERVERS, startAll } from './proxies';
import { Quiet } from './quiet';
import { Effort, firstToken, isolation, latency, race, startUpstream, throughput } from './sections';
import { table } from './table';

const FULL = { rounds: 8, sliceMs: 2_000, bursts: 95, tries: 4 };
const QUICK = { rounds: 3, sliceMs: 600, bursts: 7, tries: 2 };

/** Requests a second at which latencies are measured. */
const RATE = 500;

/** And with a mirror target that misbehaves: what issue 3 asks for. */
const ISOLATION_RATE = 1_000;

/** Compares the gateway with its peers. */
export async function benchGateway(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const { tries, ...amount } = values.quick ? QUICK : FULL;
  installPeers('undici');
  const results = await measure({ ...amount, quiet: new Quiet(tries) });
  process.stdout.write(`${report(results)}\n`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ effort: amount, ...results }, null, 2)}\n`);
}

type Results = Awaited<ReturnType<typeof measure>>;

async function measure(effort: Effort) {
  const load = new Load();
  const started: Process[] = [];
  const track = (each: Process) => {
    started.push(each);
    return each;
  };
  try {
    const upstream = await startUpstream(track, 'upstream.mjs', '0');
    const candidate = await startUpstream(track, 'upstream.mjs', '20');
    const proxies = [mirroring(0, 'gateway'), ...MIRRORS, ...LIBRARIES, ...SERVERS];
    const running = await startAll(proxies, upstream, candidate);
    running.forEach(({ process: each }) => track(each));
    const results = {
      machine: {
        node: process.version,
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        pinned: which('taskset') !== undefined,
      },
      absent: proxies.map(({ name }) => name).filter((name) => !running.some((each) => each.name === name)),
      throughput: await throughput(load, running, effort),
      latency: await latency(load, upstream, running, RATE, effort),
      firstToken: await firstToken(load, upstream, running.filter(streams), effort),
    };
    await Promise.all(running.map(({ process: each }) => each.stop()));
    const isolated = await isolation(load, ISOLATION_RATE, effort);
    return { ...results, isolation: isolated, foreignShare: effort.quiet.foreignShare, race: await race(effort) };
  } finally {
    await Promise.all([load.stop(), ...started.map((each) => each.stop())]);
    removeScratch();
  }
}

/** Mirroring changes nothing for streams, which are not mirrored until they are over. */
function streams({ name }: Running): boolean {
  return !name.includes('mirror');
}

function report({ machine, absent, foreignShare, ...results }: Results): string {
  const pinned = machine.pinned
    ? `proxy on core ${CORES.proxy}, callers and model on core ${CORES.load}`
    : 'not pinned';
  return [
    `Node.js ${machine.node}, ${machine.cores} × ${machine.cpu}, ${pinned}`,
    ...(absent.length > 0 ? [`Not installed, not measured: ${absent.join(', ')} (Debian: nginx-light, haproxy)`] : []),
    `Other processes used ${(foreignShare * 100).toFixed(0)} % of the machine in the median slice`,
    '',
    '## Requests a second on one core',
    table(results.throughput, {
      proxy: ({ name }) => name,
      'requests/s': ({ requestsPerSecond }) => String(requestsPerSecond),
      '× gateway': ({ timesOurs }) => timesOurs.toFixed(2),
      'CPU µs a request': ({ cpuUs }) => String(cpuUs),
      'peak MiB': ({ peakMemoryMiB }) => String(peakMemoryMiB),
      failed: ({ failed }) => String(failed),
    }),
    `## Latency at ${RATE} requests a second`,
    table(results.latency, {
      proxy: ({ name }) => name,
      'p50 ms': ({ p50 }) => p50.toFixed(2),
      'added p50': ({ addedP50 }) => addedP50.toFixed(2),
      'p99 ms': ({ p99 }) => p99.toFixed(2),
      'added p99': ({ addedP99 }) => addedP99.toFixed(2),
      failed: ({ failed }) => String(failed),
    }),
    '## A stream whose first token comes 20 ms after its head',
    table(results.firstToken, {
      proxy: ({ name }) => name,
      'head after ms': ({ headP50 }) => headP50.toFixed(2),
      'added to the first token': ({ addedTokenP50 }) => addedTokenP50.toFixed(2),
    }),
    `## ${ISOLATION_RATE} requests a second, all mirrored to a target that …`,
    table(results.isolation, {
      target: ({ mirrorTarget }) => mirrorTarget,
      'live p50 ms': ({ p50 }) => p50.toFixed(2),
      'live p99 ms': ({ p99 }) => p99.toFixed(2),
      '× p99 without': ({ p99Ratio }) => p99Ratio.toFixed(2),
      'live failed': ({ failed }) => String(failed),
      'peak MiB': ({ peakMemoryMiB }) => String(peakMemoryMiB),
    }),
    '## Requests around the end of the model server’s idle time of 1 s, which it does not announce',
    table(results.race, {
      proxy: ({ name }) => name,
      sent: ({ sent }) => String(sent),
      failed: ({ failed }) => String(failed),
      '%': ({ sent, failed }) => ((failed / sent) * 100).toFixed(1),
    }),
  ].join('\n');
}
