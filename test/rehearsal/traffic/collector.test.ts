import { MetricData } from '../../../lib/rehearsal/aws/cloudwatch/metric-store';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { TrafficCollector } from '../../../lib/rehearsal/traffic/collector';
import { Hop } from '../../../lib/rehearsal/traffic/routes';
import { forward, group, listener, rule } from './support';

const START = Date.UTC(2030, 0, 1);
const PRODUCTION = rule(forward({ blue: 1 }));
const LISTENER = listener([PRODUCTION]);
const SIDE = { TargetGroup: 'targetgroup/blue/1', LoadBalancer: 'app/models/1' };
const ALL = { LoadBalancer: 'app/models/1' };

let clock: VirtualClock;
let data: MetricData[];
beforeEach(() => {
  clock = new VirtualClock(START);
  data = [];
});
afterEach(() => clock.stop());

function collector(publishDelayMs?: number): TrafficCollector {
  return new TrafficCollector({ clock, ingest: (each) => data.push(each), publishDelayMs });
}

function hop(ruleArn = PRODUCTION.ruleArn, name = 'blue', ip = 'ip-blue'): Hop {
  return { listener: LISTENER, rule: { ...PRODUCTION, ruleArn }, group: group(name), target: { ip, port: 8080 } };
}

function sums(dimensions: Readonly<Record<string, string>>): Record<string, number> {
  const wanted = data.filter((each) => JSON.stringify(each.dimensions) === JSON.stringify(dimensions));
  return Object.fromEntries(
    wanted.map(({ metricName, values, counts }) => [
      metricName,
      values.reduce((sum, value, index) => sum + value * counts![index], 0),
    ]),
  );
}

test('publishes the metrics of ALB when the minute is over, for the group and for the load balancer', async () => {
  const traffic = collector(20_000);
  for (const status of [200, 201, 302, 404, 500]) {
    traffic.answered(LISTENER, { status, by: 'target', responseTimeMs: 100 }, hop());
  }
  traffic.answered(LISTENER, { status: 502, by: 'load-balancer', connectionFailed: true }, hop());
  traffic.answered(LISTENER, { status: 504, by: 'load-balancer', connectionFailed: false }, hop());
  traffic.answered(LISTENER, { status: 503, by: 'load-balancer' });
  expect(data).toEqual([]);
  await clock.sleep(60_000);
  const expected = {
    RequestCount: 7,
    HTTPCode_Target_2XX_Count: 2,
    HTTPCode_Target_3XX_Count: 1,
    HTTPCode_Target_4XX_Count: 1,
    HTTPCode_Target_5XX_Count: 1,
    TargetConnectionErrorCount: 1,
    TargetResponseTime: expect.closeTo(0.5, 2), // five times 100 ms, in seconds
  };
  expect(sums(SIDE)).toEqual(expected);
  expect(sums(ALL)).toEqual({ ...expected, HTTPCode_ELB_5XX_Count: 3 });
  expect(data.every((each) => each.namespace === 'AWS/ApplicationELB' && each.at === START)).toBe(true);
  expect(data.every((each) => each.delayMs === 20_000)).toBe(true);
});

test('publishes nothing of a minute without traffic, and no count of 0', async () => {
  const traffic = collector();
  await clock.sleep(120_000);
  traffic.answered(LISTENER, { status: 200, by: 'target', responseTimeMs: 1 }, hop());
  await clock.sleep(60_000);
  expect(sums(SIDE)).toEqual({
    RequestCount: 1,
    HTTPCode_Target_2XX_Count: 1,
    TargetResponseTime: expect.closeTo(0.001, 4),
  });
  expect(data.every((each) => each.at === START + 120_000)).toBe(true);
});

test('keeps the distribution of response times to 1 %', async () => {
  const traffic = collector();
  for (let ms = 1; ms <= 1000; ms++)
    traffic.answered(LISTENER, { status: 200, by: 'target', responseTimeMs: ms }, hop());
  await clock.sleep(60_000);
  const { values, counts } = data.find((each) => each.metricName === 'TargetResponseTime')!;
  let seen = 0;
  const p99 = values.find((_, index) => (seen += counts![index]) >= 990)!;
  expect(Math.abs(p99 / 0.99 - 1)).toBeLessThan(0.011);
  expect(counts!.reduce((sum, count) => sum + count, 0)).toBe(1000);
});

test('stop publishes the unfinished minute', () => {
  const traffic = collector();
  traffic.answered(LISTENER, { status: 200, by: 'target', responseTimeMs: 1 }, hop());
  traffic.stop();
  expect(sums(SIDE).RequestCount).toBe(1);
});

test('totals tell rules, groups and tasks apart', () => {
  const traffic = collector();
  for (const each of [hop(), hop(), hop('rule/test'), hop('rule/production', 'blue', 'ip-other')]) traffic.sent(each);
  traffic.answered(LISTENER, { status: 500, by: 'target' }, hop());
  traffic.answered(LISTENER, { status: 460, by: 'client' }, hop());
  const empty: string[] = [];
  traffic.watchEmptyGroups((side) => empty.push(side.group.targetGroupArn));
  traffic.withoutTarget({ rule: PRODUCTION, group: group('green', []) });
  expect(empty).toEqual(['green']);
  expect(
    traffic
      .totals()
      .map(({ ruleArn, targetGroupArn, ip, sent, failed }) => [ruleArn, targetGroupArn, ip, sent, failed]),
  ).toEqual([
    ['rule/production', 'blue', 'ip-blue', 2, 2], // also the one that the client gave up
    ['rule/test', 'blue', 'ip-blue', 1, 0],
    ['rule/production', 'blue', 'ip-other', 1, 0],
    ['rule/production', 'green', '', 0, 1],
  ]);
});

test('the last request of a side is its own rule’s', () => {
  const traffic = collector();
  const before = performance.now();
  traffic.sent(hop());
  const first = traffic.lastSentAt(['rule/production'], 'blue')!;
  traffic.sent(hop('rule/test'));
  expect(first).toBeGreaterThanOrEqual(before);
  expect(traffic.lastSentAt(['rule/production'], 'blue')).toBe(first);
  expect(traffic.lastSentAt(['rule/production'], 'green')).toBeUndefined();
});

test('what several rules sent to a side counts together', () => {
  const traffic = collector();
  traffic.sent(hop());
  traffic.answered(LISTENER, { status: 200, by: 'target', responseTimeMs: 10 }, hop());
  traffic.sent(hop('rule/cohort'));
  traffic.answered(LISTENER, { status: 200, by: 'target', responseTimeMs: 30 }, hop('rule/cohort'));
  const both = ['rule/production', 'rule/cohort'];
  expect(traffic.lastSentAt(both, 'blue')).toBe(traffic.lastSentAt(['rule/cohort'], 'blue'));
  expect(traffic.answerTimes(both, 'blue')).toMatchObject({ count: 2 });
  expect(traffic.answerTimes(both, 'blue')?.percentile(100)).toBeCloseTo(30, 0);
  expect(traffic.answerTimes(['rule/production'], 'blue')?.percentile(100)).toBeCloseTo(10, 0);
  expect(traffic.answerTimes(both, 'green')).toBeUndefined();
});
