import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { Network } from '../../../lib/rehearsal/network';
import { ModelCommand } from '../../../lib/rehearsal/processes';
import { TaskSpec } from '../../../lib/rehearsal/tasks';

/** Model servers as one-line programs. */
export const PROGRAMS = {
  /** Answers with what it was started with. */
  serve: `require('node:http').createServer((_, r) => r.end(JSON.stringify({ env: process.env, cwd: process.cwd(), pid: process.pid })))
    .listen(process.env.PORT, process.env.HOST)`,
  /** Serves, and ends only by SIGKILL. */
  stubborn: `process.on('SIGTERM', () => console.log('no')); require('node:http').createServer((_, r) => r.end('{}'))
    .listen(process.env.PORT, process.env.HOST)`,
  /** Serves, and ends with 7 on SIGTERM. */
  polite: `process.on('SIGTERM', () => process.exit(7)); require('node:http').createServer((_, r) => r.end('{}'))
    .listen(process.env.PORT, process.env.HOST)`,
  /** Never listens. */
  idle: `setInterval(() => undefined, 1000)`,
  /** Ends before it listens. */
  broken: `console.error('no weights found'); process.exit(3)`,
  /** Serves, and has a worker whose id it answers. */
  parent: `const worker = require('node:child_process').spawn('sleep', ['60']);
    require('node:http').createServer((_, r) => r.end(JSON.stringify({ worker: worker.pid, pid: process.pid })))
    .listen(process.env.PORT, process.env.HOST)`,
} as const;

export function nodeCommand(program: string, env: Record<string, string> = {}): ModelCommand {
  return { command: [process.execPath, '-e', program], cwd: __dirname, env };
}

let tasks = 0;

export function taskSpec(overrides: Partial<TaskSpec> = {}): TaskSpec {
  tasks++;
  return {
    taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/models/${tasks}`,
    clusterName: 'models',
    serviceName: 'fraud-blue',
    image: 'fraud:1.2',
    environment: {},
    containerPort: 8080,
    ip: `10.0.0.${tasks}`,
    ...overrides,
  };
}

/** What the server behind a task's address answers. */
export function ask(network: Network, { ip, containerPort }: TaskSpec): Promise<any> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: network.resolve(ip, containerPort), agent: false }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => (text += part))
        .on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end();
  });
}

/** Whether a process runs; one that waits to be reaped (state Z) does not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

/** Resolves when it is so, tried every 10 ms; rejects after 2 seconds. */
export async function eventually(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`did not become true within 2 s: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
