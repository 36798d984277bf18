import { detectionPaths } from '../../../../lib/core/detection/detection';
import { Delay } from '../../../../lib/core/detection/timings';
import { declaredModel } from '../../../../lib/rehearsal/run/declared-model';
import { AppVariant } from '../support/app/app-variant';
import { assemblyOf } from '../support/assemblies';
import { GatewayPeriod, publishGatewayMetrics } from '../support/gateway-lines';
import { freshVersion, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

const SECOND_MS = 1000;
/** Lines of gateways at 3,000 requests a minute, before and after three of ten fail. */
const QUIET: GatewayPeriod = { requests: 50, errors: 0 };
const FAILING: GatewayPeriod = { requests: 50, errors: 15 };

/** Expected times of a path, as `bluegreen plan` has them. */
function expected(variant: AppVariant, path: string, signal: string) {
  const { detection } = declaredModel(assemblyOf(variant).stacks[0].template);
  const found = detectionPaths(detection).find((each) => each.path === path && each.signals.includes(signal));
  if (found === undefined) throw new Error(`no path ${path} with ${signal}`);
  return found;
}

/** Releases a version that begins to fail in its bake, so many seconds after a full minute, and measures what follows. */
async function timesAfterFault(world: World, secondInMinute: number, strike: (version: string) => void) {
  const version = freshVersion();
  let struckAt = 0;
  world.atPhase('baking', async () => {
    const minute = Math.ceil(world.clock.now() / 60_000) * 60_000 + 2 * 60_000;
    world.clock.at(minute + secondInMinute * SECOND_MS, () => {
      struckAt = world.clock.now();
      strike(version);
    });
  });
  let restored: string | undefined;
  world.atRestored(async (ledger) => void (restored = ledger.release?.trafficRestoredAt));
  const result = await release(world, version);
  if (result?.outcome !== 'rolled-back' || restored === undefined)
    throw new Error(`not rolled back: ${result?.reason}`);
  return { reason: result.reason, seconds: (Date.parse(restored) - struckAt) / SECOND_MS };
}

/** In the emulated account a changed rule is in effect at once: what is measured is without AWS' propagation. */
const RULE_SECONDS = Delay.RULE.to;

describe('a model behind gateways, whose alarms look at ten seconds', () => {
  const variant: AppVariant = { version: '1.2', gateway: true };
  const { detected, restored } = expected(variant, 'gateway alarm', 'fast-errors');
  let world: World;
  let silence: () => void = () => undefined;
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());
  afterEach(async () => {
    silence();
    await world.pass(5); // alarms of the failed version come to rest
  });

  /** Gateways that write a line each second, and see a fault from such a second of a minute on. */
  async function timesAt(second: number, quiet: GatewayPeriod, failing: GatewayPeriod) {
    let began = Infinity;
    const seen = () => (world.clock.now() > began ? failing : quiet);
    silence = publishGatewayMetrics(world, 'green', seen, SECOND_MS);
    return timesAfterFault(world, second, () => (began = world.clock.now()));
  }

  test.each([0, 1, 3, 5, 7, 9])('has its traffic back within 30 s of a fault at second %d of ten', async (second) => {
    const { reason, seconds } = await timesAt(second, QUIET, FAILING);
    expect(reason).toContain('fast-errors');
    expect(seconds).toBeLessThanOrEqual(30);
    expect(seconds).toBeGreaterThanOrEqual(detected.from);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test.each([0, 9])('with few requests a second it takes what is expected, at second %d of ten', async (second) => {
    const { reason, seconds } = await timesAt(second, { requests: 4, errors: 0 }, { requests: 4, errors: 2 });
    expect(reason).toContain('fast-errors');
    expect(seconds).toBeLessThanOrEqual(restored.to - RULE_SECONDS);
  });
});

describe('a model without gateways, whose alarms look at minutes', () => {
  const variant: AppVariant = { version: '1.2' };
  const { detected, restored } = expected(variant, 'load balancer alarm', 'errors');
  let world: World;
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());
  afterEach(() => world.pass(5));

  test('expects what aws-facts §7 has for an alarm of one filled minute: 4 minutes at most', () => {
    expect(restored.to).toBeLessThanOrEqual(240);
  });

  test.each([0, 20, 45])('has its traffic back in the expected time of a fault at second %d', async (second) => {
    const { reason, seconds } = await timesAfterFault(world, second, (version) =>
      world.profiles.set(version, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 }),
    );
    expect(reason).toContain('errors');
    expect(seconds).toBeGreaterThanOrEqual(detected.from);
    expect(seconds).toBeLessThanOrEqual(restored.to - RULE_SECONDS);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });
});
