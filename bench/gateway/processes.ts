import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';

/** Callers and model servers on one core, the proxy that is measured on another. */
export const CORES = { load: 0, proxy: 1 } as const;

const PINNED = cpus().length > 1 && which('taskset') !== undefined;

/** Clock ticks of /proc a second: fixed in Linux' interface. */
const TICKS_A_SECOND = 100;

/** Path of a program, looked for where Debian puts servers, too. */
export function which(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** A process of the benchmark, ended with it. */
export class Process {
  private static readonly all = new Set<Process>();

  private constructor(readonly child: ChildProcess) {
    Process.all.add(this);
  }

  /** Seconds of CPU that the benchmark has used so far; only for differences while no process ends. */
  static cpuSecondsOfAll(): number {
    const { user, system } = process.cpuUsage();
    return [...Process.all].reduce((sum, each) => sum + each.cpuSeconds(), (user + system) / 1e6);
  }

  /** Starts a program on one core; `ipc` when it talks with us. */
  static start(
    core: number,
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
    ipc = false,
  ): Process {
    const [program, ...args] = PINNED ? ['taskset', '-c', String(core), ...command] : command;
    const stdio: ('ignore' | 'inherit' | 'ipc')[] = ['ignore', 'ignore', 'inherit', ...(ipc ? (['ipc'] as const) : [])];
    return new Process(spawn(program, args, { stdio, env: { ...process.env, ...env } }));
  }

  /** Seconds of CPU that it, and what it started, has used so far. */
  cpuSeconds(): number {
    return this.family()
      .map((pid) => statOf(pid))
      .flatMap((fields) => fields.slice(11, 15)) // its own, user and system, and that of children which have ended
      .reduce((sum, ticks) => sum + Number(ticks) / TICKS_A_SECOND, 0);
  }

  /** Largest resident size so far, in MiB. */
  peakMemory(): number {
    const peaks = this.family().map((pid) => /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? '0');
    return Math.round(peaks.reduce((sum, kilobytes) => sum + Number(kilobytes), 0) / 1024);
  }

  /** Ends it and what it started. */
  async stop(): Promise<void> {
    Process.all.delete(this);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.family().forEach(kill); // a server's workers outlive it, and keep its port
    await exited;
  }

  private family(): number[] {
    const parent = this.child.pid ?? 0;
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return [parent, ...all.map(Number).filter((pid) => Number(statOf(pid)[1]) === parent)];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** Fields of /proc/<pid>/stat from the state on: the name before may hold spaces. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended
  }
}

/** Resolves when something listens on the port. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port} after 10 s; read the lines above for the reason`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
