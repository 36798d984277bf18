import { ChildProcess, spawn } from 'node:child_process';
import { FromGuard, GuardedCommand, ToGuard } from './guard-messages';

/**
 * The guard: a small process that starts all others of a rehearsal and outlives it only to end them. When the channel to
 * the rehearsal closes, for whatever reason, the kernel tells the guard, and it kills every process group it made.
 */
const running = new Map<string, ChildProcess>();

function start(id: string, { command: [file, ...args], cwd, env }: GuardedCommand): void {
  // A group of its own: a signal reaches what the command itself started, and Ctrl-C in the terminal reaches none of it.
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.set(id, child);
  const onOutput = (text: string): void => send({ type: 'output', id, text });
  child.stdout.setEncoding('utf8').on('data', onOutput);
  child.stderr.setEncoding('utf8').on('data', onOutput);
  child.on('error', (error) => ended(id, { code: null, failure: error.message }));
  child.on('exit', (code) => ended(id, { code }));
}

function ended(id: string, result: { readonly code: number | null; readonly failure?: string }): void {
  const child = running.get(id);
  if (child === undefined) return;
  signalGroup(child, 'SIGKILL'); // what the command left behind in its group
  running.delete(id);
  send({ type: 'exited', id, ...result });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return; // never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // no such group: all of it has ended
  }
}

function send(message: FromGuard): void {
  if (process.connected) process.send?.(message);
}

process.on('message', (message: ToGuard) => {
  switch (message.type) {
    case 'start':
      return start(message.id, message.command);
    case 'signal': {
      const child = running.get(message.id);
      return child === undefined ? undefined : signalGroup(child, message.signal);
    }
    default:
      throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
  }
});

process.on('disconnect', () => {
  for (const child of running.values()) signalGroup(child, 'SIGKILL');
  process.exit(0);
});
