import { request } from 'node:http';
import { inlineCode, startCommand } from '../../../lib/hosting/gateway/inline-code';
import { metricsOf } from '../../../lib/rehearsal/aws/logs/embedded-metrics';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { Network } from '../../../lib/rehearsal/network';
import { ProcessTaskRuntime } from '../../../lib/rehearsal/processes';
import { GatewaySpec, TaskSpec } from '../../../lib/rehearsal/tasks';
import { eventually, nodeCommand, PROGRAMS, taskSpec } from './models';

let runtime: ProcessTaskRuntime;
let network: Network;
let lines: string[];

function world(program: string = PROGRAMS.serve): void {
  network = new Network();
  lines = [];
  const commandFor = () => nodeCommand(program);
  runtime = new ProcessTaskRuntime({ clock: new VirtualClock(0), network, commandFor, speed: 100 });
}

afterEach(() => runtime.stopAll());

/** The gateway of the library, as a task definition declares it. */
function gateway(more: Partial<GatewaySpec> = {}, environment: Record<string, string> = {}): GatewaySpec {
  return {
    name: 'gateway',
    command: ['node', ...startCommand(256)],
    environment: {
      GATEWAY_CODE: inlineCode(),
      GATEWAY_PORT: '8000',
      GATEWAY_MODEL_URL: 'http://127.0.0.1:8080',
      GATEWAY_MODEL_HEALTH_PATH: '/ready',
      GATEWAY_MODEL_NAME: 'fraud',
      GATEWAY_ENVIRONMENT: 'blue',
      GATEWAY_VERSION: '1.2',
      ...environment,
    },
    ports: [8000],
    stopTimeoutSeconds: 5,
    stopsBeforeModel: true,
    onLine: (line) => lines.push(line),
    ...more,
  };
}

/** Status and body of an answer on a port of a task. */
function get({ ip }: TaskSpec, port: number, path = '/'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: network.resolve(ip, port), path, agent: false }, (response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });
}

const measuredRequests = () =>
  lines
    .flatMap((line) => metricsOf(line, 0))
    .filter(({ metricName, dimensions }) => metricName === 'Requests' && 'Version' in dimensions)
    .reduce((sum, { values }) => sum + values[0], 0);

test('a gateway runs before its model, and what it measures is told', async () => {
  world();
  const spec = taskSpec({ gateways: [gateway()] });
  await runtime.start(spec);
  const answer = await get(spec, 8000);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body).env.PORT).toBe(String(network.resolve(spec.ip, 8080)));
  await eventually(() => measuredRequests() === 1);
  expect(JSON.parse(answer.body).env.GATEWAY_CODE).toBeUndefined();
  expect((await get(spec, 8000, '/gateway/health')).body).toContain('"healthy"');
});

test('metrics do not push the last words out of what is remembered', async () => {
  world();
  await runtime.start(taskSpec({ gateways: [gateway()] }));
  await eventually(() => lines.filter((line) => line.startsWith('{"_aws"')).length > 3);
  const output = runtime.lastOutput(() => true);
  expect(output).toContain('"listening"');
  expect(output).not.toContain('_aws');
});

test('two gateways without a model listen on a port each', async () => {
  world();
  const model = taskSpec();
  await runtime.start(model);
  const at = String(network.resolve(model.ip, 8080));
  const serve = `require('node:http').createServer((_, r) => r.end(process.env.GATEWAY_PORT))
    .listen(process.env.GATEWAY_PORT, process.env.GATEWAY_HOST)`;
  const of = (name: string, port: number) =>
    gateway({
      ...{ name, command: ['node', '--eval', serve], ports: [port], stopsBeforeModel: false },
      environment: { GATEWAY_PORT: String(port) },
    });
  const spec = taskSpec({ gateways: [of('blue', 8001), of('green', 8002)], withoutModel: true });
  await runtime.start(spec);
  const ports = await Promise.all([8001, 8002].map(async (port) => (await get(spec, port)).body));
  expect(ports).toEqual([8001, 8002].map((port) => String(network.resolve(spec.ip, port))));
  expect(new Set([...ports, at]).size).toBe(3);
});

describe('the end of a task', () => {
  test('the gateway answers what it has while the model still runs, then both are gone', async () => {
    const slow = `require('node:http').createServer((q, r) => q.url === '/ready' ? r.end() : setTimeout(() => r.end('late'), 400))
      .listen(process.env.PORT, process.env.HOST); process.on('SIGTERM', () => process.exit(0))`;
    world(slow);
    const spec = taskSpec({ gateways: [gateway()] });
    const task = await runtime.start(spec);
    const answer = get(spec, 8000);
    await eventually(() => measuredRequests() === 0 && lines.some((line) => line.includes('"InFlight":1')));
    await task.stop();
    expect(await answer).toEqual({ status: 200, body: 'late' });
    expect(lines.join('\n')).toContain('"drained"');
    expect(network.entries()).toEqual({});
  });

  test('a model that crashes ends its gateway too', async () => {
    world();
    const spec = taskSpec({ gateways: [gateway()] });
    const task = await runtime.start(spec);
    expect(runtime.kill(() => true)).toBe(1);
    expect(await task.exited).toEqual({ code: null });
    await eventually(() => Object.keys(network.entries()).length === 0);
    expect(lines.join('\n')).toContain('"draining"');
  });

  test('a gateway that ends by itself ends its model', async () => {
    world();
    const broken = gateway({}, { GATEWAY_TIMEOUT_MS: 'x' });
    const task = await runtime.start(taskSpec({ gateways: [broken] }));
    expect(await task.exited).toEqual({ code: 1 });
    await eventually(() => Object.keys(network.entries()).length === 0);
    expect(runtime.lastOutput(() => true)).toContain('GATEWAY_TIMEOUT_MS must be a whole number');
  });

  test('fails to start when a gateway leads nowhere', async () => {
    world();
    const spec = taskSpec({ gateways: [gateway({}, { GATEWAY_MODEL_URL: 'http://127.0.0.1:1' })] });
    await expect(runtime.start(spec)).rejects.toThrow('GATEWAY_MODEL_URL of container gateway must lead to');
    expect(runtime.lastOutput(() => true)).toContain('GATEWAY_MODEL_URL');
    expect(network.entries()).toEqual({});
  });
});
