import { detectionPaths, judgeTiming } from '../../../lib/core/detection/detection';
import { AlarmTiming, DetectionSettings } from '../../../lib/core/detection/timings';
import { ANALYSIS, PLAN } from '../support/outline-plan';

const FAST: AlarmTiming = { signal: 'fast-errors', witness: 'gateway', periodSeconds: 10, datapointsToAlarm: 2 };
const PROBE: AlarmTiming = { signal: 'fast-probe', witness: 'probe', periodSeconds: 10, datapointsToAlarm: 2 };
const ERRORS: AlarmTiming = { signal: 'errors', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 };
const UNANSWERED: AlarmTiming = { ...ERRORS, signal: 'unanswered', datapointsToAlarm: 2 };

const SETTINGS: DetectionSettings = {
  alarms: [ERRORS, UNANSWERED],
  watchIntervalSeconds: 60,
  switchedBy: 'rule',
  unhealthyAfterSeconds: 30,
  protectsCallers: false,
};

const pathsOf = (settings: Partial<DetectionSettings> = {}) => detectionPaths({ ...SETTINGS, ...settings });
const find = (path: string, settings: Partial<DetectionSettings> = {}) =>
  pathsOf(settings).filter((each) => each.path === path);

describe('the expected times agree with aws-facts §7, where the same path stands', () => {
  test('an alarm of 10 s that gateways feed: a minute at most, and half of that is not ruled out', () => {
    const [{ restored }] = find('gateway alarm', { alarms: [FAST] });
    expect(restored.from).toBeLessThanOrEqual(30);
    expect(restored.to).toBeLessThanOrEqual(60);
  });

  test('an alarm of one bad minute of the load balancer: 4 minutes at most', () => {
    const [{ restored, signals }] = find('load balancer alarm');
    expect(signals).toEqual(['errors']);
    expect(restored.to).toBeLessThanOrEqual(240);
    expect(restored.from).toBeGreaterThan(60);
  });
});

test('each path tells its alarms, and another bad minute is another path', () => {
  expect(find('load balancer alarm').map(({ signals }) => signals)).toEqual([['errors'], ['unanswered']]);
  const [one, two] = find('load balancer alarm').map(({ restored }) => restored.to);
  expect(two - one).toBe(60);
});

test('alarms that are as fast as each other share a path', () => {
  const [path, ...others] = find('gateway alarm', { alarms: [FAST, { ...FAST, signal: 'fast-latency' }] });
  expect(path.signals).toEqual(['fast-errors', 'fast-latency']);
  expect(others).toEqual([]);
});

test('the fastest path comes first', () => {
  const judge = { lagSeconds: 180, maxSeconds: 3600 };
  const paths = pathsOf({ alarms: [UNANSWERED, ERRORS, FAST], judge, protectsCallers: true });
  expect(paths.map(({ path }) => path)).toEqual([
    'protected callers',
    'gateway alarm',
    'look',
    'load balancer alarm',
    'load balancer alarm',
    'judge',
  ]);
});

test('two rounds of probes have to fail, and the last one has to be over', () => {
  const probe = { intervalSeconds: 10, timeoutSeconds: 2 };
  const [path] = find('probe alarm', { alarms: [PROBE], probe });
  expect(path.detected).toEqual({ from: 11, to: 37 });
  const [patient] = find('probe alarm', { alarms: [PROBE], probe: { intervalSeconds: 30, timeoutSeconds: 9 } });
  expect(patient.detected).toEqual({ from: 31, to: 84 });
});

test('a look comes after the health checks that it reads, at most a watch interval later', () => {
  const [{ detected }] = find('look', { watchIntervalSeconds: 300 });
  expect(detected).toEqual({ from: 32, to: 340 });
});

test('weights of variants need longer than a rule', () => {
  const [rule, variants] = (['rule', 'variants'] as const).map((switchedBy) => find('look', { switchedBy })[0]);
  expect(variants.restored.from - rule.restored.from).toBe(50);
});

test('a judge decides after its first late minute at the soonest, and at its deadline at the latest', () => {
  const [{ detected }] = find('judge', { judge: { lagSeconds: 180, maxSeconds: 3600 } });
  expect(detected).toEqual({ from: 242, to: 3850 });
});

test('a judge whose comparison lasts longer than its time judges to the end of that, bake with a holdback included', () => {
  const judged = { ...PLAN, analysis: ANALYSIS };
  const lagSeconds = ANALYSIS.settings.lagSeconds;
  expect(judgeTiming(judged)).toEqual({ judge: { lagSeconds, maxSeconds: 3600 } });
  const linear = { ...judged, steps: [{ percent: 10, bakeSeconds: 72 * 60 }] };
  expect(judgeTiming(linear)).toEqual({ judge: { lagSeconds, maxSeconds: 72 * 60 } });
  const held = {
    ...linear,
    steps: [...linear.steps, { percent: 90, bakeSeconds: 0 }, { percent: 100, bakeSeconds: 0 }],
  };
  expect(judgeTiming({ ...held, holdbackPercent: 10 })).toEqual({ judge: { lagSeconds, maxSeconds: 102 * 60 } });
  expect(judgeTiming(PLAN)).toEqual({});
});

test('without gateways, prober or judge there are no paths of theirs', () => {
  expect(new Set(pathsOf().map(({ path }) => path))).toEqual(new Set(['look', 'load balancer alarm']));
});

test('no path promises to restore before it detects', () => {
  const judge = { lagSeconds: 60, maxSeconds: 60 };
  const paths = pathsOf({ alarms: [FAST, PROBE, ERRORS], judge, protectsCallers: true });
  for (const { detected, restored } of paths) {
    expect(detected.from).toBeLessThanOrEqual(detected.to);
    expect(restored.from).toBeGreaterThanOrEqual(detected.from);
    expect(restored.to).toBeGreaterThanOrEqual(detected.to);
  }
});

test('an alarm of prediction quality fires when the labels of two windows have had their time, and not sooner', () => {
  const alarm: AlarmTiming = { signal: 'quality-f1', witness: 'labels', periodSeconds: 300, datapointsToAlarm: 2 };
  const [{ detected, signals }] = find('quality alarm', { alarms: [alarm], labels: { delaySeconds: 1_200 } });
  expect(signals).toEqual(['quality-f1']);
  expect(detected).toEqual({ from: 300 + 1_200 + 60 + 60, to: 2.2 * 300 + 1_200 + 120 + 120 });
});
