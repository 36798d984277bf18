import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { inlineCode, startCommand } from '../../lib/hosting/gateway/inline-code';
import { call, predict } from './support/client';
import { eventually, sageMakerVariables, variablesFor, World } from './support/world';

const BUNDLE = join(__dirname, '../../lib/gateway/bundle/gateway.mjs');

let world: World;
let started: ChildProcess[];
beforeEach(() => {
  world = new World();
  started = [];
});
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await world.close();
});

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly lines: string[];
}

function start(args: readonly string[], variables: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, args, { env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
}

/** Resolves when the gateway says on which port it listens. */
async function run(args: readonly string[], variables: Record<string, string>): Promise<Running> {
  const child = start(args, variables);
  const lines: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => lines.push(...String(chunk).split('\n')));
  await eventually('the gateway listens', () => lines.some((line) => line.includes('"listening"')));
  const { port } = JSON.parse(lines.find((line) => line.includes('"listening"')) ?? '') as { port: number };
  return { child, port, lines };
}

const okModel = () => world.model((_, response) => response.end('ok'));

test('is small enough to travel inside a task definition', () => {
  expect(inlineCode().length).toBeLessThan(29_000); // a task definition holds 64 KB; SageMaker's has two gateways
});

test('imports nothing but what Node.js brings', () => {
  const imports = [...readFileSync(BUNDLE, 'utf8').matchAll(/\bfrom\s*"([^"]+)"/g)].map(([, name]) => name);
  expect(imports).toContain('node:http');
  expect(imports.filter((name) => !isBuiltin(name))).toEqual([]);
});

test('runs without a file, from a variable, as in a container with a read-only file system', async () => {
  const variables = { ...variablesFor(await okModel()), GATEWAY_CODE: inlineCode() };
  const { port } = await run(startCommand(256), variables);
  expect((await predict(port)).status).toBe(200);
});

test('takes its settings from a parameter, and its keys from the container', async () => {
  const asked: string[] = [];
  const aws = await world.model((request, response) => {
    asked.push(String(request.headers['x-amz-target'] ?? request.url));
    if (request.url === '/keys') {
      const Expiration = new Date(Date.now() + 3_600_000).toISOString();
      return void response.end(JSON.stringify({ AccessKeyId: 'A', SecretAccessKey: 'S', Token: 'T', Expiration }));
    }
    response.end(JSON.stringify({ Parameter: { Value: '{"latencyThresholdsMs":[7]}' } }));
  });
  const { port, lines } = await run([BUNDLE], {
    ...variablesFor(await okModel()),
    GATEWAY_SETTINGS_PARAMETER: '/settings',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${aws}/keys`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${aws}`,
    AWS_REGION: 'eu-west-1',
  });
  await predict(port);
  await eventually('the settings are in force', () => lines.some((line) => line.includes('LatencyOver7ms')), 5_000);
  expect(asked).toEqual(['/keys', 'AmazonSSM.GetParameter']);
});

test('stands before a SageMaker endpoint', async () => {
  const aws = await world.model((request, response) => response.end(`${request.method} ${request.url}`));
  const { port } = await run([BUNDLE], sageMakerVariables('fraud-blue', `http://127.0.0.1:${aws}`));
  expect(String((await predict(port)).body)).toBe('POST /endpoints/fraud-blue/invocations');
});

test('writes metrics of requests within two seconds', async () => {
  const { port, lines } = await run([BUNDLE], variablesFor(await okModel()));
  await predict(port);
  await eventually('a line tells of the request', () => lines.some((line) => line.includes('"Requests":1')), 3_000);
});

test('ends with 0 after SIGTERM, when what is under way is answered and told', async () => {
  const model = await world.model((_, response) => setTimeout(() => response.end('late'), 300));
  const { child, port, lines } = await run([BUNDLE], { ...variablesFor(model), GATEWAY_STOP_MS: '5000' });
  const reply = predict(port);
  await new Promise((resolve) => setTimeout(resolve, 100)); // until it is under way
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await reply).status).toBe(200);
  expect(await exited).toEqual([0, null]);
  expect(lines.join('\n')).toContain('drained');
  const requests = lines
    .filter((line) => line.includes('"_aws"'))
    .map((line) => (JSON.parse(line) as { Requests: number }).Requests);
  expect(requests.reduce((sum, count) => sum + count, 0)).toBe(1);
});

test('fails to start with everything that is wrong, and 1', async () => {
  const child = start([BUNDLE], { GATEWAY_PORT: 'x' });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output).toContain('GATEWAY_PORT must be a whole number from 0 to 65535');
  expect(output).toContain('GATEWAY_MODEL_URL is missing');
});

test('fails to start when its port is taken, and 1', async () => {
  const model = await okModel();
  const child = start([BUNDLE], { ...variablesFor(model), GATEWAY_PORT: String(model) });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output).toContain('EADDRINUSE');
});

test('goes on when the reader of its log has gone', async () => {
  const { child, port } = await run([BUNDLE], variablesFor(await okModel()));
  child.stdout?.destroy();
  for (let second = 0; second < 3; second += 1) {
    expect((await predict(port)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // metrics are written into the broken pipe
  }
  expect(child.exitCode).toBeNull();
});

test('goes on when nobody reads its log', async () => {
  const { child, port } = await run([BUNDLE], variablesFor(await okModel()));
  child.stdout?.removeAllListeners('data');
  child.stdout?.pause();
  for (let second = 0; second < 2; second += 1) {
    expect((await call(port, { path: '/gateway/health' })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  expect(child.exitCode).toBeNull();
});
