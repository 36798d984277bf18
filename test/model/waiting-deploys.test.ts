import { Duration } from 'aws-cdk-lib';
import { BlueGreenModelProps, Cohort, ReleaseWait, TrafficShift } from '../../lib';
import { modelStack } from '../helpers/model-stack';

/** Samples of README, docs/traffic-shifts.md and docs/cohorts.md, beside the defaults of everything else. */
const SAMPLES: readonly (readonly [string, Partial<BlueGreenModelProps>])[] = [
  [
    "the README's canary",
    { traffic: TrafficShift.canary({ percent: 5, bakeTime: Duration.minutes(10), holdback: 10 }) },
  ],
  ['a canary without arguments', { traffic: TrafficShift.canary() }],
  ['linear steps', { traffic: TrafficShift.linear() }],
  ['steps', { traffic: TrafficShift.steps([{ percent: 1, bakeTime: Duration.minutes(15) }]) }],
  ['a cohort by a header', { cohort: Cohort.header('x-model-cohort', ['beta']) }],
  ['a cohort by a cookie', { cohort: Cohort.cookie('cohort', 'beta', { bakeTime: Duration.minutes(30) }) }],
];

describe.each(SAMPLES)('%s', (_name, props) => {
  test('fails with a deploy that waits for the promotion, as its document says', () => {
    expect(() => modelStack(props)).toThrow(/must be 3000 s together at most .*use waitFor: ReleaseWait\.START/);
  });

  test('is synthesized with ReleaseWait.START', () => {
    expect(() => modelStack({ ...props, waitFor: ReleaseWait.START })).not.toThrow();
  });
});

test.each([
  ['the defaults', {}],
  ['a holdback by itself', { traffic: TrafficShift.allAtOnce({ holdback: 10 }) }],
  [
    'a cohort without a time of its own',
    { cohort: Cohort.header('x-cohort', ['a'], { bakeTime: Duration.minutes(0) }) },
  ],
])('%s may be waited for', (_name, props) => {
  expect(() => modelStack(props)).not.toThrow();
});
