import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from '../../release/support/assemblies';

const COMMAND = join(__dirname, '../../../../dist/bluegreen.mjs');

/** Answers as the app's smoke check wants; version `broken` does not come up. */
const SERVER = `
  import { createServer } from 'node:http';
  if (process.env.MODEL_VERSION === 'broken') throw new Error('no weights for version broken');
  createServer((request, response) => {
    request.resume();
    response.end(JSON.stringify({ model_name: 'fraud', outputs: [] }));
  }).listen(process.env.PORT, process.env.HOST);
`;

/** "Synthesizes" what the test has synthesized already. */
const QUICK_APP = `
  import { cpSync } from 'node:fs';
  const { modelVersion } = JSON.parse(process.env.CDK_CONTEXT_JSON);
  cpSync(JSON.parse(process.argv[2])[modelVersion], process.env.CDK_OUTDIR, { recursive: true });
`;

/** Never ends by itself, and has a child that SIGTERM does not end. */
const ENDLESS_APP = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  writeFileSync(join(process.env.CDK_OUTDIR, 'half'), 'an assembly');
  const child = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
  spawn(process.execPath, ['-e', child, process.argv[1]], { stdio: ['ignore', 'inherit', 'inherit'] });
`;

/** The real command in a process of its own, on an app in a temporary folder; `close` leaves nothing of it. */
export class RehearsalCommand {
  private readonly folder = mkdtempSync(join(tmpdir(), 'rehearsal-command-'));
  /** A link, as npm makes one in node_modules/.bin. */
  private readonly command = join(this.folder, 'bluegreen');
  private child: ChildProcess | undefined;
  /** What it wrote to stdout and stderr. */
  output = '';
  exited: Promise<number | null> = Promise.resolve(null);

  constructor() {
    symlinkSync(COMMAND, this.command);
    mkdirSync(join(this.folder, 'tmp'));
    const versions = ['1.2', '1.3', 'broken'];
    const assemblies = Object.fromEntries(versions.map((version) => [version, assemblyOf({ version }).directory]));
    const load = { requests: [{ method: 'POST', path: '/v2/models/fraud/infer', body: {} }] };
    const model = { command: ['node', join(this.folder, 'server.mjs')], env: { MODEL_VERSION: '{version}' } };
    this.write('server.mjs', SERVER);
    this.write('quick.mjs', QUICK_APP);
    this.write('endless.mjs', ENDLESS_APP);
    this.write('cdk.json', JSON.stringify({ app: `node quick.mjs '${JSON.stringify(assemblies)}'` }));
    this.write('bluegreen.rehearsal.json', JSON.stringify({ from: '1.2', to: '1.3', model, load }));
  }

  /** Command of an app that is never done. */
  readonly endlessApp = `node ${join(this.folder, 'endless.mjs')}`;

  start(...options: readonly string[]): void {
    this.run('rehearse', '--ci', ...options);
  }

  /** Any command that works on an app. */
  run(name: string, ...options: readonly string[]): void {
    const child = spawn(process.execPath, [this.command, name, '--dir', this.folder, ...options], {
      cwd: this.folder,
      detached: true, // a group of its own, as in a terminal
      env: { ...process.env, TMPDIR: join(this.folder, 'tmp') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.output += String(text)));
    this.exited = new Promise((resolve) => child.once('close', resolve));
  }

  /** To the whole group, as a terminal does. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-this.child!.pid!, signal);
  }

  /** The command alone, as `kill -9` does. */
  kill(): void {
    this.child!.kill('SIGKILL');
  }

  /** Command lines of what runs for it, itself included. */
  get processes(): readonly string[] {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'stat=,args='], { encoding: 'utf8' });
    return stdout.split('\n').filter((line) => line.includes(this.folder) && !line.startsWith('Z'));
  }

  get temporaryFiles(): readonly string[] {
    return readdirSync(join(this.folder, 'tmp'));
  }

  /** Looks every 50 ms; fails after a minute with what was written. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`waited in vain until ${what}; the output:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async close(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) this.signal('SIGKILL');
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }
}
