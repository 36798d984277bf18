import { Names } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { publishGatewayMetrics, GatewayPeriod } from '../support/gateway-lines';
import { freshVersion, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(90_000);

const QUIET: GatewayPeriod = { requests: 100, errors: 0 };
const FAILING: GatewayPeriod = { requests: 100, errors: 30 };
const SLOW: GatewayPeriod = { requests: 100, errors: 0, latencyMs: 900 };
const FEW: GatewayPeriod = { requests: 10, errors: 10 };

/** Version 1.2 is live in blue, behind gateways. */
describe('a model behind gateways', () => {
  let world: World;
  let silence: () => void = () => undefined;
  beforeAll(async () => void (world = await World.live({ version: '1.2', gateway: true })));
  afterAll(() => world.close());
  afterEach(async () => {
    silence();
    await world.pass(5); // alarms of the failed version come to rest
  });

  /** Releases a version whose gateways see this from five minutes into its bake on. */
  async function releaseSeeing(seen: (period: number) => GatewayPeriod | undefined) {
    const version = freshVersion();
    world.atPhase('baking', async () => {
      world.clock.at(world.clock.now() + 5 * 60_000, () => {
        began = world.clock.now();
        silence = publishGatewayMetrics(world, 'green', seen);
      });
    });
    const changes: [string, number][] = [];
    let began = 0;
    const end = world.stage.cloudwatch.onStateChange(({ alarm, current }) => {
      if (current.value === 'ALARM') changes.push([alarm.definition.name, (world.clock.now() - began) / 1000]);
    });
    const result = await release(world, version);
    end();
    return { result, changes };
  }

  test.each([
    ['errors', FAILING, Names.alarm(MODEL, 'green', 'fast-errors')],
    ['slow answers', SLOW, Names.alarm(MODEL, 'green', 'fast-latency')],
  ])('goes back within a minute for %s that its gateways see', async (_, seen, alarm) => {
    const { result, changes } = await releaseSeeing(() => seen);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(alarm) });
    const [[name, seconds]] = changes;
    expect(name).toBe(alarm);
    expect(seconds).toBeLessThan(60);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test.each<[string, (period: number) => GatewayPeriod | undefined]>([
    ['are bad for ten seconds only', (period) => (period === 3 ? FAILING : QUIET)],
    ['are bad now and then, but never two of five', (period) => (period % 5 === 0 ? FAILING : QUIET)],
    ['see too few requests to say something', () => FEW],
  ])('no alarm fires when its gateways %s', async (_, seen) => {
    const { result, changes } = await releaseSeeing(seen);
    expect(changes).toEqual([]);
    expect(result).toMatchObject({ outcome: 'promoted' });
    await release(world, freshVersion()); // back into blue, for the next one
  });

  test('gateways that fall silent hide nothing: what the load balancer sees still counts', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    silence = publishGatewayMetrics(world, 'green', () => undefined);
    const result = await release(world, version);
    expect(result?.reason).toContain(`alarm ${Names.alarm(MODEL, 'green', 'errors')} fires`);
  });

  test('two bad periods count also when the ones after them never come', async () => {
    const { result } = await releaseSeeing((period) => (period < 2 ? FAILING : undefined));
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining('fast-errors') });
  });

  test('each copy of the task definition names its own environment and version, and passes parity', async () => {
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    const live = (await world.ledger()).live!;
    const { taskDefinition } = await world.call('ecs', 'DescribeTaskDefinition', {
      taskDefinition: live.copyArn,
    });
    const gateway = taskDefinition.containerDefinitions.find(({ name }: { name: string }) => name === 'gateway');
    expect(gateway.environment).toEqual(
      expect.arrayContaining([
        { name: 'GATEWAY_ENVIRONMENT', value: live.environment },
        { name: 'GATEWAY_VERSION', value: version },
      ]),
    );
  });
});

describe('a model that is deployed without a gateway', () => {
  test('fails to be given one, before anything that runs is changed', async () => {
    const world = await World.live({ version: '1.2' });
    try {
      const witness = world.witness();
      const deploy = await world.release({ version: '1.3', gateway: true });
      expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect(deploy.reason).toContain('the tasks of blue must have the container "gateway" behind the load balancer');
      const calls = witness.journal.map(({ operation }) => operation);
      expect(calls.filter((name) => ['UpdateService', 'StartExecution', 'ModifyTargetGroup'].includes(name))).toEqual(
        [],
      );
      expect(await world.facts()).toEqual(settled('1.2', 'blue'));
      expect(await world.release({ version: '1.3' })).toMatchObject({ succeeded: true });
      expect(await world.facts()).toEqual(settled('1.3', 'green'));
    } finally {
      await world.close();
    }
  });
});
