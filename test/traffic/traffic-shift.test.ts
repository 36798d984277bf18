import { Duration } from 'aws-cdk-lib';
import { TrafficShift, TrafficStep } from '../../lib';
import { planErrors } from '../../lib/core/plan';
import { Problems } from '../../lib/private/validation';
import { PLAN } from '../core/ledger/ledgers';

const minutes = (count: number) => Duration.minutes(count);
const stepsOf = (shift: TrafficShift) => shift._plan().steps.map(({ percent, bakeSeconds }) => [percent, bakeSeconds]);

test.each<[string, TrafficShift, readonly (readonly number[])[]]>([
  ['all at once', TrafficShift.allAtOnce(), [[100, 0]]],
  [
    'all at once with a holdback',
    TrafficShift.allAtOnce({ holdback: 10 }),
    [
      [90, 0],
      [100, 0],
    ],
  ],
  [
    'a canary by default',
    TrafficShift.canary(),
    [
      [5, 600],
      [100, 0],
    ],
  ],
  [
    'a canary of a tenth',
    TrafficShift.canary({ percent: 0.1, bakeTime: minutes(1) }),
    [
      [0.1, 60],
      [100, 0],
    ],
  ],
  [
    'a canary with a holdback',
    TrafficShift.canary({ holdback: 20 }),
    [
      [5, 600],
      [80, 0],
      [100, 0],
    ],
  ],
  [
    'a canary of what the holdback leaves',
    TrafficShift.canary({ percent: 50, holdback: 50 }),
    [
      [50, 600],
      [100, 0],
    ],
  ],
  [
    'linear in thirds',
    TrafficShift.linear({ stepPercent: 33.3 }),
    [
      [33.3, 360],
      [66.6, 360],
      [99.9, 360],
      [100, 0],
    ],
  ],
  [
    'linear in halves',
    TrafficShift.linear({ stepPercent: 50 }),
    [
      [50, 360],
      [100, 0],
    ],
  ],
  [
    'linear with a holdback',
    TrafficShift.linear({ stepPercent: 30, stepBakeTime: minutes(2), holdback: 25 }),
    [
      [30, 120],
      [60, 120],
      [75, 0],
      [100, 0],
    ],
  ],
  [
    'steps without the last one',
    TrafficShift.steps([
      { percent: 1, bakeTime: minutes(5) },
      { percent: 25, bakeTime: minutes(10) },
    ]),
    [
      [1, 300],
      [25, 600],
      [100, 0],
    ],
  ],
  [
    'steps with the last one',
    TrafficShift.steps([
      { percent: 1, bakeTime: minutes(5) },
      { percent: 100, bakeTime: minutes(1) },
    ]),
    [
      [1, 300],
      [100, 60],
    ],
  ],
])('%s', (_name, shift, steps) => {
  expect(stepsOf(shift)).toEqual(steps);
  const problems = new Problems();
  shift._validate(problems, 600);
  expect(problems.list()).toEqual([]);
  expect(planErrors({ ...PLAN, ...shift._plan() })).toEqual([]);
});

test('ten steps by default, nine of which are watched for six minutes', () => {
  const steps = stepsOf(TrafficShift.linear());
  expect(steps.map(([percent]) => percent)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(steps.map(([, seconds]) => seconds)).toEqual([...Array<number>(9).fill(360), 0]);
});

test('the smallest steps are 34', () => {
  expect(stepsOf(TrafficShift.linear({ stepPercent: 3 }))).toHaveLength(34);
});

test('stickiness is part of the plan', () => {
  expect(TrafficShift.canary({ stickiness: Duration.hours(1) })._plan()).toMatchObject({ stickinessSeconds: 3600 });
  expect(TrafficShift.canary()._plan()).not.toHaveProperty('stickinessSeconds');
});

test.each<[string, TrafficShift, RegExp]>([
  [
    'a canary of nothing',
    TrafficShift.canary({ percent: 0 }),
    /traffic.percent must be 0.1 to 50 .* got 0; give percent/,
  ],
  ['a canary of most', TrafficShift.canary({ percent: 51 }), /got 51/],
  ['two decimals', TrafficShift.canary({ percent: 0.25 }), /with one decimal at most, got 0.25/],
  ['two days of canary', TrafficShift.canary({ bakeTime: Duration.days(2) }), /traffic.bakeTime must be whole seconds/],
  ['steps of 2 %', TrafficShift.linear({ stepPercent: 2 }), /traffic.stepPercent must be 3 to 50 .* got 2/],
  ['negative steps', TrafficShift.linear({ stepPercent: -10 }), /got -10/],
  ['no steps', TrafficShift.steps([]), /traffic.steps must be 1 to 99, got 0; use TrafficShift.allAtOnce/],
  [
    'steps that fall',
    TrafficShift.steps([
      { percent: 50, bakeTime: minutes(1) },
      { percent: 20, bakeTime: minutes(1) },
    ]),
    /traffic.steps\[1\].percent must be above the step before \(50\), got 20; sort the steps/,
  ],
  ['most held back', TrafficShift.allAtOnce({ holdback: 60 }), /traffic.holdback must be 1 to 50 .* got 60/],
  [
    'a step that leaves no holdback',
    TrafficShift.steps([{ percent: 90, bakeTime: minutes(1) }], { holdback: 20 }),
    /with a holdback of 20 % must have steps of 80 % at most, got 90; leave those steps out, or hold less back/,
  ],
  ['a second of nothing', TrafficShift.allAtOnce({ stickiness: Duration.seconds(0) }), /traffic.stickiness must be/],
  ['eight days of stickiness', TrafficShift.allAtOnce({ stickiness: Duration.days(8) }), /from 1 to 604800/],
])('fails on %s', (_name, shift, message) => {
  const problems = new Problems();
  shift._validate(problems, 600);
  expect(problems.list().join('; ')).toMatch(message);
});

test('fails in JavaScript without a time, or with one that is none', () => {
  const steps = [{ percent: 5 }, { percent: 50, bakeTime: 600 }] as unknown as TrafficStep[];
  expect(() => TrafficShift.steps(steps)).toThrow(
    'invalid traffic shift: bakeTime of step 1 (5 %) must be a Duration, got undefined; say how long its share is watched, ' +
      'for example Duration.minutes(10); bakeTime of step 2 (50 %) must be a Duration, got 600',
  );
});

test('fails on a holdback without a bake', () => {
  const problems = new Problems();
  TrafficShift.allAtOnce({ holdback: 10 })._validate(problems, 0);
  expect(problems.list()).toEqual([expect.stringMatching(/holdback needs a bakeTime above 0, got 0 s/)]);
});
