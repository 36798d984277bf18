import { ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../../..');
const START_TIMEOUT_MS = 90_000; // three seconds on a quiet machine

/** moto's server in a process of its own. */
export interface MotoServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts moto, after installing it if need be. Its Step Functions call functions at `functionsPort` of the loopback.
 * Throws with the installation's or the server's own words when it does not start.
 */
export async function startMoto(functionsPort: number): Promise<MotoServer> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/moto.mjs')]);
  const child = spawn(stdout.trim(), [join(__dirname, 'moto_launch.py')], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, MOTO_PORT: String(functionsPort), PYTHONUNBUFFERED: '1' },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL'); // it holds nothing but memory
    await exited;
  };
  try {
    const port = await portOf(child);
    await configure(port);
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Port in the line that moto writes when it listens. Goes on reading after that, so that its log does not block it. */
function portOf(child: ChildProcess): Promise<number> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`moto ${what}; it wrote:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail(`must listen within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once('error', (error) => fail(`did not start: ${error.message}`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
    createInterface({ input: child.stderr! }).on('line', (line) => {
      if (lines.length < 50) lines.push(line);
      const port = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/** Without this its state machines are mocks that never run. */
async function configure(port: number): Promise<void> {
  const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
  const answer = await fetch(`http://127.0.0.1:${port}/moto-api/config`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`moto must take its configuration, got status ${answer.status}`);
}
