import { join } from 'node:path';
import { Load } from './load';
import { CORES, listening, Process } from './processes';
import { DIRECT, gateway, LIBRARIES, mirroring, Running, startAll, takePort } from './proxies';
import { Quiet } from './quiet';
import { alternating, median, paired, percentile } from './statistics';

/** How long everything takes. */
export interface Effort {
  readonly rounds: number;
  /** Milliseconds of a slice: one proxy in one round. */
  readonly sliceMs: number;
  /** Bursts of the keep-alive race, a second each. */
  readonly bursts: number;
  /** Repeats slices in which others used the machine. */
  readonly quiet: Quiet;
}

export interface Throughput {
  readonly name: string;
  readonly requestsPerSecond: number;
  /** Microseconds of CPU a request. */
  readonly cpuUs: number;
  /** How many times as many requests as ours, with no mirroring, answers in the same round. */
  readonly timesOurs: number;
  readonly peakMemoryMiB: number;
  readonly failed: number;
}

/** As many requests as a proxy on one core answers, 64 at a time; in each round every proxy has its turn. */
export async function throughput(load: Load, proxies: readonly Running[], effort: Effort): Promise<Throughput[]> {
  const rates = new Map(proxies.map(({ name }) => [name, [] as number[]]));
  const cpu = new Map(proxies.map(({ name }) => [name, [] as number[]]));
  const failed = new Map(proxies.map(({ name }) => [name, 0]));
  for (let round = -1; round < effort.rounds; round += 1) {
    for (const { name, port, process } of alternating(proxies, Math.abs(round))) {
      const result = await effort.quiet.measure(async () => {
        const before = process.cpuSeconds();
        const saturated = await load.saturate({ port, ms: effort.sliceMs, connections: 64 });
        return { ...saturated, cpuUs: ((process.cpuSeconds() - before) * 1e6) / saturated.answered };
      });
      if (round < 0) continue; // warm-up
      rates.get(name)?.push(result.answered / result.seconds);
      cpu.get(name)?.push(result.cpuUs);
      failed.set(name, (failed.get(name) ?? 0) + result.failed);
    }
  }
  const ours = rates.get(proxies[0].name) ?? [];
  return proxies.map(({ name, process }) => ({
    name,
    requestsPerSecond: Math.round(median(rates.get(name) ?? [])),
    cpuUs: Math.round(median(cpu.get(name) ?? [])),
    timesOurs: paired(rates.get(name) ?? [], ours, (theirs, our) => theirs / our),
    peakMemoryMiB: process.peakMemory(),
    failed: failed.get(name) ?? 0,
  }));
}

export interface Latency {
  readonly name: string;
  /** Milliseconds more than without a proxy, in the same round. */
  readonly addedP50: number;
  readonly addedP99: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

/** Latencies of requests that are sent at a fixed rate, whatever comes back. */
export async function latency(
  load: Load,
  upstream: number,
  proxies: readonly Running[],
  rate: number,
  effort: Effort,
): Promise<Latency[]> {
  const targets = [{ name: DIRECT, port: upstream }, ...proxies];
  const p50 = new Map(targets.map(({ name }) => [name, [] as number[]]));
  const p99 = new Map(targets.map(({ name }) => [name, [] as number[]]));
  const failed = new Map(targets.map(({ name }) => [name, 0]));
  for (let round = -1; round < effort.rounds; round += 1) {
    for (const { name, port } of alternating(targets, Math.abs(round))) {
      const result = await effort.quiet.measure(() => load.paced({ port, ms: effort.sliceMs, rate }));
      if (round < 0) continue; // warm-up
      p50.get(name)?.push(percentile(result.latencies, 50));
      p99.get(name)?.push(percentile(result.latencies, 99));
      failed.set(name, (failed.get(name) ?? 0) + result.failed);
    }
  }
  const more = (of: Map<string, number[]>, name: string) =>
    paired(of.get(name) ?? [], of.get(DIRECT) ?? [], (proxied, direct) => proxied - direct);
  return targets.map(({ name }) => ({
    name,
    addedP50: more(p50, name),
    addedP99: more(p99, name),
    p50: median(p50.get(name) ?? []),
    p99: median(p99.get(name) ?? []),
    failed: failed.get(name) ?? 0,
  }));
}

export interface FirstToken {
  readonly name: string;
  /** Milliseconds until the head of the answer; the first token comes 20 ms later. */
  readonly headP50: number;
  /** Milliseconds more than without a proxy until the first token. */
  readonly addedTokenP50: number;
}

export async function firstToken(
  load: Load,
  upstream: number,
  proxies: readonly Running[],
  effort: Effort,
): Promise<FirstToken[]> {
  const targets = [{ name: DIRECT, port: upstream }, ...proxies];
  const head = new Map(targets.map(({ name }) => [name, [] as number[]]));
  const token = new Map(targets.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const { name, port } of alternating(targets, round)) {
      const count = Math.ceil(effort.sliceMs / 50);
      const result = await effort.quiet.measure(() => load.stream({ port, count }));
      head.get(name)?.push(median(result.head));
      token.get(name)?.push(median(result.token));
    }
  }
  return targets.map(({ name }) => ({
    name,
    headP50: median(head.get(name) ?? []),
    addedTokenP50: paired(token.get(name) ?? [], token.get(DIRECT) ?? [], (proxied, direct) => proxied - direct),
  }));
}

/** Processes of a section, ended with it. */
async function withProcesses<T>(run: (start: (process: Process) => Process) => Promise<T>): Promise<T> {
  const started: Process[] = [];
  try {
    return await run((process) => {
      started.push(process);
      return process;
    });
  } finally {
    await Promise.all(started.map((process) => process.stop()));
  }
}

/** Starts a model server; resolves with its port. */
export async function startUpstream(track: (process: Process) => Process, ...args: string[]): Promise<number> {
  const port = takePort();
  const [file = 'upstream.mjs', ...rest] = args;
  track(Process.start(CORES.load, [process.execPath, join(__dirname, file), String(port), ...rest]));
  await listening(port);
  return port;
}

export interface Isolation {
  readonly mirrorTarget: string;
  readonly p50: number;
  readonly p99: number;
  /** p99 of the live requests, divided by that without mirroring in the same round. */
  readonly p99Ratio: number;
  readonly failed: number;
  readonly peakMemoryMiB: number;
}

/** Live requests while all of them are mirrored to a target that misbehaves. */
export function isolation(load: Load, rate: number, effort: Effort): Promise<Isolation[]> {
  return withProcesses(async (track) => {
    const upstream = await startUpstream(track, 'upstream.mjs', '0');
    const targets: [string, number][] = [
      ['none', takePort()],
      ['answers in 20 ms', await startUpstream(track, 'upstream.mjs', '20')],
      ['answers in 10 s', await startUpstream(track, 'upstream.mjs', '10000')],
      ['hangs', await startUpstream(track, 'upstream.mjs', 'never')],
      ['is down', takePort()],
    ];
    const running: Running[] = [];
    for (const [name, port] of targets) {
      const proxy = mirroring(name === 'none' ? 0 : 100, name);
      running.push(...(await startAll([proxy], upstream, port)));
    }
    running.forEach(({ process }) => track(process));
    const results = await latency(load, upstream, running, rate, effort);
    return running.map(({ name, process }, index) => {
      const { p50, p99, failed } = results[index + 1];
      return {
        mirrorTarget: name,
        p50,
        p99,
        p99Ratio: p99 / results[1].p99,
        failed,
        peakMemoryMiB: process.peakMemory(),
      };
    });
  });
}

export interface Race {
  readonly name: string;
  readonly sent: number;
  readonly failed: number;
}

/** Requests lost to connections that the model server was just closing. All proxies at once, each with callers of its own. */
export function race(effort: Effort): Promise<Race[]> {
  return withProcesses(async (track) => {
    const upstream = await startUpstream(track, 'impatient.mjs');
    const late = gateway('gateway, idle timeout 5 s', { GATEWAY_MODEL_IDLE_MS: '5000' });
    const running = await startAll([gateway('gateway'), late, ...LIBRARIES], upstream, upstream);
    running.forEach(({ process }) => track(process));
    const loads = running.map(() => new Load());
    try {
      const port = (index: number) => running[index].port;
      const results = await Promise.all(
        loads.map((load, index) => load.bursts({ port: port(index), rounds: effort.bursts })),
      );
      return results.map((result, index) => ({ name: running[index].name, ...result }));
    } finally {
      await Promise.all(loads.map((load) => load.stop()));
    }
  });
}
