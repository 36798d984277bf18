import { MetricData } from '../../../lib/rehearsal/aws/cloudwatch/metric-store';
import { RoutingTable } from '../../../lib/rehearsal/aws/routing';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { SyntheticTraffic, VersionProfile } from '../../../lib/rehearsal/traffic/synthetic';
import { forward, group, rule, Routing, table } from './support';

const START = Date.UTC(2030, 0, 1);
const GOOD: VersionProfile = { errorRate: 0, p50Ms: 10, p99Ms: 40 };

let clock: VirtualClock;
beforeEach(() => (clock = new VirtualClock(START)));
afterEach(() => clock.stop());

const weights = (blue: number, green: number): RoutingTable =>
  table([rule(forward({ blue, green }))], [group('blue'), group('green')]);

function traffic(routing: Routing, profile: (name: string) => VersionProfile = () => GOOD, seed = 1) {
  const data: MetricData[] = [];
  const running = new SyntheticTraffic({
    clock,
    routing,
    ingest: (each) => data.push(each),
    ruleArn: () => 'rule/production',
    requestsPerMinute: 10_000,
    profile: (each) => profile(each.targetGroupArn),
    seed,
  });
  return { data, running };
}

function sum(data: readonly MetricData[], metricName: string, name: string | undefined, at: number): number {
  return data
    .filter((each) => each.metricName === metricName && each.at === at)
    .filter((each) => each.dimensions.TargetGroup === (name === undefined ? undefined : `targetgroup/${name}/1`))
    .flatMap((each) => each.counts ?? [])
    .reduce((total, count) => total + count, 0);
}

test('splits by the weights of each minute’s end', async () => {
  const routing = new Routing(weights(95, 5));
  const { data } = traffic(routing);
  await clock.sleep(60_000);
  routing.publish(weights(0, 100));
  await clock.sleep(60_000);
  expect(sum(data, 'RequestCount', 'blue', START)).toBe(9500);
  expect(sum(data, 'RequestCount', 'green', START)).toBe(500);
  expect(sum(data, 'RequestCount', 'blue', START + 60_000)).toBe(0);
  expect(sum(data, 'RequestCount', 'green', START + 60_000)).toBe(10_000);
});

test('callers whom another rule leads count for where that leads', async () => {
  const rules = [rule(forward({ green: 1 }), { ruleArn: 'rule/cohort' }), rule(forward({ blue: 90, green: 10 }))];
  const data: MetricData[] = [];
  let cohortArn: string | undefined = 'rule/cohort';
  new SyntheticTraffic({
    clock,
    routing: new Routing(table(rules, [group('blue'), group('green')])),
    ingest: (each) => data.push(each),
    ruleArn: () => 'rule/production',
    cohort: { ruleArn: () => cohortArn, share: 0.1 },
    requestsPerMinute: 10_000,
    profile: () => GOOD,
    seed: 1,
  });
  await clock.sleep(60_000);
  cohortArn = undefined;
  await clock.sleep(60_000);
  expect(sum(data, 'RequestCount', 'blue', START)).toBe(8100);
  expect(sum(data, 'RequestCount', 'green', START)).toBe(1900);
  expect(sum(data, 'RequestCount', 'green', START + 60_000)).toBe(1000);
});

test('errors and latencies follow the profile', async () => {
  const profiles: Record<string, VersionProfile> = { blue: GOOD, green: { errorRate: 0.1, p50Ms: 100, p99Ms: 400 } };
  const { data } = traffic(new Routing(weights(1, 1)), (name) => profiles[name]);
  await clock.sleep(60_000);
  expect(sum(data, 'HTTPCode_Target_5XX_Count', 'blue', START)).toBe(0);
  const errors = sum(data, 'HTTPCode_Target_5XX_Count', 'green', START);
  expect(Math.abs(errors - 500)).toBeLessThan(110); // 5 standard deviations of 5000 draws
  expect(errors + sum(data, 'HTTPCode_Target_2XX_Count', 'green', START)).toBe(5000);
  const latency = data.find(
    (each) => each.metricName === 'TargetResponseTime' && each.dimensions.TargetGroup?.includes('green'),
  )!;
  const sorted = [...latency.values].sort((a, b) => a - b);
  expect(Math.abs(sorted[49] / 0.1 - 1)).toBeLessThan(0.08);
  expect(Math.abs(sorted[98] / 0.4 - 1)).toBeLessThan(0.15);
});

test('a group without targets costs 503s of the load balancer', async () => {
  const empty = table([rule(forward({ blue: 1, green: 1 }))], [group('blue'), group('green', [])]);
  const { data } = traffic(new Routing(empty));
  await clock.sleep(60_000);
  expect(sum(data, 'RequestCount', 'green', START)).toBe(0);
  expect(sum(data, 'HTTPCode_ELB_5XX_Count', undefined, START)).toBe(5000);
});

test('repeats by seed, and ends with stop', async () => {
  const routing = new Routing(weights(1, 1));
  const first = traffic(routing, () => ({ ...GOOD, errorRate: 0.5 }), 7);
  const again = traffic(routing, () => ({ ...GOOD, errorRate: 0.5 }), 7);
  const other = traffic(routing, () => ({ ...GOOD, errorRate: 0.5 }), 8);
  await clock.sleep(60_000);
  expect(again.data).toEqual(first.data);
  expect(other.data).not.toEqual(first.data);
  const { length } = first.data;
  first.running.stop();
  await clock.sleep(60_000);
  expect(first.data).toHaveLength(length);
});
