import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inlineCode, startCommand } from '../../../lib/hosting/gateway/inline-code';
import { SwitchableClock } from '../../../lib/rehearsal/clocks/switchable-clock';
import { Network } from '../../../lib/rehearsal/network';
import { ProcessTaskRuntime } from '../../../lib/rehearsal/processes';
import { Stage } from '../../../lib/rehearsal/stage';
import { Load } from '../../../lib/rehearsal/traffic/load';

/** DRAINING_RPS=1000 npx jest test/rehearsal/processes/draining: as many as the machine has room for. */
const RPS = Number(process.env.DRAINING_RPS ?? 150);
const TASKS = 2;
const SPEED = 20;

/** Answers after 30 ms, with its own process id. */
const MODEL = `require('node:http').createServer((q, r) => q.url === '/ready' ? r.end() : setTimeout(() => r.end(String(process.pid)), 30))
  .listen(process.env.PORT, process.env.HOST)`;

let entryScript: string;
beforeAll(async () => {
  entryScript = join(mkdtempSync(join(tmpdir(), 'draining-')), 'load.cjs');
  const load = join(__dirname, '../../../lib/rehearsal/traffic/load-entry.ts');
  await build({ entryPoints: [load], outfile: entryScript, bundle: true, platform: 'node', format: 'cjs' });
});

let stage: Stage;
afterEach(() => stage.close());

/** A service of gateways and models behind a load balancer. */
async function world() {
  const clock = new SwitchableClock(Date.UTC(2026, 0, 5));
  const network = new Network();
  const commandFor = () => ({ command: [process.execPath, '-e', MODEL], cwd: __dirname, env: {} });
  const tasks = new ProcessTaskRuntime({ clock, network, commandFor, speed: SPEED });
  stage = await Stage.open({ clock, network, tasks, seed: 1 });
  const call = (service: string, operation: string, input: object) => stage.account.call(service, operation, input);
  const elb = (operation: string, input: object) => call('elasticloadbalancing', operation, input);
  const ecs = (operation: string, input: object) => call('ecs', operation, input);

  const balancer = await elb('CreateLoadBalancer', { Name: 'models', Subnets: ['subnet-1', 'subnet-2'] });
  const group = await elb('CreateTargetGroup', {
    ...{ Name: 'blue', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', TargetType: 'ip' },
    ...{ HealthCheckPath: '/ready', HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2 },
  });
  const targetGroupArn = group.TargetGroups[0].TargetGroupArn as string;
  // Tasks are told to stop with requests in flight: the load balancer does not wait for these.
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }];
  await elb('ModifyTargetGroupAttributes', { TargetGroupArn: targetGroupArn, Attributes });
  const { LoadBalancerArn, DNSName } = balancer.LoadBalancers[0];
  const DefaultActions = [{ Type: 'forward', TargetGroupArn: targetGroupArn }];
  await elb('CreateListener', { LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions });
  await ecs('CreateCluster', { clusterName: 'models' });
  await ecs('RegisterTaskDefinition', taskDefinition());
  await ecs('CreateService', {
    ...{ cluster: 'models', serviceName: 'fraud-blue', taskDefinition: 'fraud-blue', desiredCount: TASKS },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    loadBalancers: [{ targetGroupArn, containerName: 'gateway', containerPort: 8000 }],
  });
  const update = { cluster: 'models', service: 'fraud-blue' };
  return {
    clock,
    replaceTasks: () => ecs('UpdateService', { ...update, forceNewDeployment: true }),
    /** Resolves when only tasks of the newest deployment are left. */
    steady: async () => {
      for (;;) {
        const [service] = (await ecs('DescribeServices', { cluster: 'models', services: ['fraud-blue'] })).services;
        const arns = (await ecs('ListTasks', update)).taskArns as string[];
        const [{ rolloutState }] = service.deployments;
        if (rolloutState === 'COMPLETED' && arns.length === TASKS) return arns;
        await clock.sleep(5_000);
      }
    },
    port: () => network.resolve(DNSName, 80)!,
  };
}

function taskDefinition() {
  const variables = {
    ...{ GATEWAY_CODE: inlineCode(), GATEWAY_PORT: '8000', GATEWAY_MODEL_URL: 'http://127.0.0.1:8080' },
    ...{ GATEWAY_MODEL_HEALTH_PATH: '/ready', GATEWAY_MODEL_NAME: 'fraud' },
    ...{ GATEWAY_ENVIRONMENT: 'blue', GATEWAY_VERSION: '1.2' },
  };
  return {
    ...{ family: 'fraud-blue', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'] },
    ...{ cpu: '256', memory: '512' },
    containerDefinitions: [
      { name: 'model', image: 'fraud:1.2', portMappings: [{ containerPort: 8080 }] },
      {
        ...{ name: 'gateway', image: 'node:22', entryPoint: ['node'], command: startCommand(256) },
        environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
        portMappings: [{ containerPort: 8000 }],
        dependsOn: [{ containerName: 'model', condition: 'START' }],
        stopTimeout: 30,
      },
    ],
  };
}

test('gateways and models are replaced under load without a failed request', async () => {
  const { clock, replaceTasks, steady, port } = await world();
  const before = await steady();
  clock.run(SPEED);
  const requests = [{ method: 'POST', path: '/predict', headers: {}, body: '{"x":1}' }];
  const limits = { maxInFlight: 2_000, timeoutMs: 10_000 };
  const plan = { ...limits, port: port(), host: 'models', rps: RPS, arrivals: 'constant' as const, seed: 1, requests };
  const load = new Load({ entryScript, plan });
  await clock.sleep(10_000);
  await replaceTasks();
  const after = await steady();
  await clock.sleep(60_000); // until the old tasks are drained and stopped
  const summary = await load.stop();
  expect(after.filter((task) => before.includes(task))).toEqual([]);
  expect(summary.failures).toEqual({});
  expect(summary.dropped).toBe(0);
  expect(summary.ok).toBeGreaterThan(RPS * 4);
}, 60_000);
