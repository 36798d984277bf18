import { build } from 'esbuild';
import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, isAlive, PROGRAMS } from './models';

const SOURCES = join(__dirname, '../../../lib/rehearsal');

/** A rehearsal in a process of its own that runs one model with a worker and prints both ids. */
const REHEARSAL = `
  import { ScaledClock } from '${SOURCES}/clocks/scaled-clock';
  import { Network } from '${SOURCES}/network';
  import { ProcessTaskRuntime } from '${SOURCES}/processes/process-runtime';
  const network = new Network();
  const command = { command: [process.execPath, '-e', ${JSON.stringify(PROGRAMS.parent)}], cwd: process.cwd(), env: {} };
  const runtime = new ProcessTaskRuntime({ clock: new ScaledClock(0, 1), network, commandFor: () => command });
  const spec = { taskArn: 't', clusterName: 'c', serviceName: 's', image: 'i', environment: {}, containerPort: 80, ip: '10.0.0.1' };
  runtime.start(spec)
    .then(() => fetch('http://127.0.0.1:' + network.resolve('10.0.0.1', 80)))
    .then(async (response) => console.log(await response.text()));
  process.on('SIGUSR2', () => { throw new Error('crash'); });
`;

let script: string;
let rehearsal: ChildProcess | undefined;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-orphans-'));
  script = join(folder, 'rehearsal.cjs');
  writeFileSync(join(folder, 'rehearsal.ts'), REHEARSAL);
  await build({ entryPoints: [join(folder, 'rehearsal.ts')], outfile: script, bundle: true, platform: 'node' });
});

afterEach(() => rehearsal?.kill('SIGKILL'));

test.each([
  ['kill -9', 'SIGKILL'],
  ['Ctrl-C', 'SIGINT'],
  ['an uncaught error', 'SIGUSR2'],
] as const)('no model outlives a rehearsal that ends by %s', async (_, signal) => {
  rehearsal = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const { pid, worker } = await firstLine(rehearsal);
  expect([pid, worker].map(isAlive)).toEqual([true, true]);
  rehearsal.kill(signal);
  await eventually(() => !isAlive(pid) && !isAlive(worker));
});

test("Ctrl-C in a terminal, which signals the rehearsal's whole process group, leaves no model either", async () => {
  rehearsal = spawn(process.execPath, [script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const { pid, worker } = await firstLine(rehearsal);
  process.kill(-rehearsal.pid!, 'SIGINT');
  await eventually(() => !isAlive(pid) && !isAlive(worker));
});

function firstLine(child: ChildProcess): Promise<{ readonly pid: number; readonly worker: number }> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', (text: Buffer) => resolve(JSON.parse(text.toString())));
    child.once('exit', (code) => reject(new Error(`the rehearsal ended with ${code} before its model served`)));
  });
}
