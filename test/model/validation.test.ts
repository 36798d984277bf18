import { Duration, Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  Analysis,
  AnswerComparison,
  BlueGreenModelProps,
  Check,
  Guardrail,
  JudgeProps,
  ModelProtocol,
  ModelVersion,
  OnInconclusive,
  OnInsufficientData,
  ReleaseWait,
  TrafficShift,
} from '../../lib';
import { hosting, modelStack, version } from '../helpers/model-stack';

describe('a model fails', () => {
  test.each<[string, Partial<BlueGreenModelProps>, string]>([
    ['with capitals in its name', { modelName: 'Fraud' }, 'modelName must be 2 to 32 lower-case letters, digits or -'],
    ['with 33 characters', { modelName: 'a'.repeat(33) }, 'modelName must be 2 to 32'],
    [
      'with the name of an environment behind its own',
      { modelName: 'fraud-green' },
      'modelName must not have -green as a part, got "fraud-green"; environments are named so',
    ],
    ['with one in the middle', { modelName: 'fraud-blue-eu' }, 'modelName must not have -blue as a part'],
    [
      'with a name that is not known',
      { modelName: Lazy.string({ produce: () => 'fraud' }) },
      'modelName must be known at synth, got a token; give the name as text',
    ],
    [
      'when it forgets the way back before the bake time has shown anything',
      { bakeTime: Duration.minutes(30), standbyTime: Duration.minutes(10) },
      'standbyTime must be bakeTime (1800 s) or more, got 600 s',
    ],
    [
      'when a bake time would be over before anybody looks',
      { bakeTime: Duration.seconds(30) },
      'watchInterval must be bakeTime (30 s) or less, got 60 s; the bake time would be over before the first look',
    ],
    [
      'when a deploy would wait for too long',
      { bakeTime: Duration.minutes(45) },
      'must be 3000 s together at most when a deploy waits for the promotion, got 3900 s; shorten them, or use waitFor: ReleaseWait.START',
    ],
    [
      'with steps that a waiting deploy has no time for',
      { traffic: TrafficShift.linear() },
      // 15 min to provision, 9 × 6 min of steps, 30 min of bake and 5 min of hold
      'must be 3000 s together at most when a deploy waits for the promotion, got 6240 s; shorten them, or use waitFor: ReleaseWait.START',
    ],
    ['with a canary of 60 %', { traffic: TrafficShift.canary({ percent: 60 }) }, 'traffic.percent must be 0.1 to 50'],
    [
      'with a holdback and no bake',
      { traffic: TrafficShift.canary({ holdback: 10 }), bakeTime: Duration.seconds(0) },
      'traffic.holdback needs a bakeTime above 0',
    ],
    [
      'with pauses of two days',
      { pauseTimeout: Duration.days(2) },
      'pauseTimeout must be whole seconds from 0 to 86400',
    ],
    [
      'when pauses would make too many events',
      { pauseTimeout: Duration.hours(24), watchInterval: Duration.seconds(10) },
      'watchInterval must keep an execution below 25000 events, got 10 s',
    ],
    [
      'when an execution would have too many events',
      { bakeTime: Duration.hours(24), standbyTime: Duration.hours(24), waitFor: ReleaseWait.START },
      'watchInterval must keep an execution below 25000 events, got 60 s, which makes 43168; use 107 s or more',
    ],
    [
      'with a bake time above a day',
      { bakeTime: Duration.hours(25) },
      'bakeTime must be whole seconds from 0 to 86400',
    ],
    [
      'with an error rate that no minute can exceed',
      { alarms: { errorRatePercent: 100 } },
      'alarms.errorRatePercent must be from 0 to below 100, got 100',
    ],
    [
      'with an alarm that needs every minute to be bad',
      { alarms: { evaluationPeriods: 3, datapointsToAlarm: 3 } },
      'alarms.datapointsToAlarm must be a whole number from 1 to 2, got 3',
    ],
    [
      'with a time that is not known',
      { bakeTime: Duration.seconds(Lazy.number({ produce: () => 90_000 })) },
      'bakeTime must be known at synth, got a token; give the value itself',
    ],
    [
      'with minutes of a bake that are not known',
      { bakeMeasurement: { minutes: Lazy.number({ produce: () => 5 }) } },
      'bakeMeasurement.minutes must be known at synth',
    ],
    [
      'with a threshold that is not known',
      { alarms: { latencyP99: Duration.minutes(Lazy.number({ produce: () => 5 })) } },
      'alarms.latencyP99 must be known at synth',
    ],
    [
      'with a bake that is too short for the minutes that it needs',
      { bakeTime: Duration.minutes(5), bakeMeasurement: { minutes: 11 } },
      'must be 10 or less with bakeTime and hold of 600 s together, got 11; every release would go back',
    ],
    [
      'with a bake that is too short for the minutes that an alarm needs',
      { bakeTime: Duration.minutes(5), alarms: { datapointsToAlarm: 11 } },
      'bakeMeasurement.minutes (alarms.datapointsToAlarm at least) must be 10 or less',
    ],
    [
      'with a runbook that no alarm has room for',
      { runbookUrl: `https://example.com/${'x'.repeat(500)}` },
      'runbookUrl must be 1 to 500 characters on one line',
    ],
    [
      'with a latency that no answer stays below',
      { alarms: { latencyP90: Duration.seconds(0) } },
      'alarms.latencyP90 must be above 0 s, got 0 s',
    ],
    ['with two checks of one name', { checks: [smoke('a'), smoke('a')] }, 'names must be unique, got a twice'],
    [
      'with a check named like the verdict of the bake',
      { checks: [smoke('bake')] },
      'names must be unique, got bake twice',
    ],
    ['with a check named like a built-in one', { checks: [smoke('parity')] }, 'names must be unique, got parity twice'],
  ])('%s', (_name, props, message) => {
    expect(() => modelStack(props)).toThrow(message);
  });

  test('with everything that is wrong in one error', () => {
    const build = () =>
      modelStack({
        modelName: 'X',
        hosting: hosting({ cpu: 300 }),
        bakeTime: Duration.hours(25),
        alarms: { minimumRequests: 0 },
      });
    for (const part of ['modelName', 'cpu must be one of', 'bakeTime', 'alarms.minimumRequests']) {
      expect(build).toThrow(part);
    }
  });
});

test.each(['', '1.0/2', 'x'.repeat(65), '-1'])('fails for version %j', (name) => {
  expect(() => version(name)).toThrow('version must be 1 to 64 letters, digits or . _ + -');
});

test('fails for a variable that is a secret too', () => {
  const image = ecs.ContainerImage.fromRegistry('x');
  const secrets = { KEY: {} as ecs.Secret };
  expect(() => ModelVersion.container('1', { image, environment: { KEY: 'a' }, secrets })).toThrow(
    'environment and secrets must not share names, got KEY in both',
  );
});

test.each(['predict', '//evil.example.com/predict', '/\\evil.example.com/predict', '/pre dict'])(
  'fails for path %j',
  (predictPath) => {
    expect(() => ModelProtocol.plain({ healthPath: '/healthz', predictPath })).toThrow(
      'predictPath must be a path that starts with a single /',
    );
  },
);

test.each<Partial<BlueGreenModelProps>>([
  { modelName: 'green-blueberry' },
  { modelName: 'evergreen-bluebird' },
  { bakeTime: Duration.seconds(60), watchInterval: Duration.seconds(60) },
  { bakeTime: Duration.seconds(0) },
  { bakeTime: Duration.minutes(5), bakeMeasurement: { minutes: 10 } },
  {
    bakeTime: Duration.minutes(5),
    bakeMeasurement: { minutes: 11, onInsufficientData: OnInsufficientData.PROMOTE },
  },
])('a model with %j is fine', (props) => {
  expect(() => modelStack(props)).not.toThrow();
});

describe('a judge that asks people fails', () => {
  test('with no time to answer', () => {
    expect(() => modelStack({ ...asking(), pauseTimeout: Duration.seconds(0) })).toThrow(
      'pauseTimeout must be above 0 s with OnInconclusive.PAUSE, got 0 s; nobody would have time to answer, ' +
        'and every release without a proof would go back: lengthen it or leave it out, or use OnInconclusive.ROLL_BACK',
    );
  });

  test('when its looks leave no time to answer', () => {
    expect(() => modelStack(askingLate(Duration.seconds(75)))).toThrow(
      'got 0 s, because the looks of this plan fill the history of an execution; ',
    );
  });

  test('but not one that goes back by itself', () => {
    expect(() => modelStack({ ...shifted(TrafficShift.canary()), pauseTimeout: Duration.seconds(0) })).not.toThrow();
  });
});

describe('a model warns', () => {
  const warnings = (props: Partial<BlueGreenModelProps>) =>
    Annotations.fromStack(modelStack(props).stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => entry.data as string);

  test('of nothing when it is checked and baked', () => {
    expect(warnings({ checks: [smoke('smoke')] })).toEqual([]);
  });

  test('of nothing when the judge has what it needs, and cookies are forgotten by the next release', () => {
    const sticky = TrafficShift.canary({ stickiness: Duration.hours(2.5) });
    expect(warnings(shifted(sticky, Analysis.judge({ expectedRequestsPerMinute: 60_000 })))).toEqual([]);
  });

  test('of nothing when people have the time to answer the judge', () => {
    expect(warnings(asking())).toEqual([]);
    expect(warnings({ ...asking(), pauseTimeout: Duration.hours(4) })).toEqual([]);
  });

  const keepingSamples = hosting({ gateway: { disagreementSamples: {} } });
  const shadow = Check.shadow({ compare: [AnswerComparison.label('label')] });

  test('of no samples when a shadow check finds disagreements', () => {
    expect(warnings({ checks: [shadow], hosting: keepingSamples, waitFor: ReleaseWait.START })).toEqual([]);
  });

  test.each<[string, Partial<BlueGreenModelProps>]>([
    ['long comparison', shifted(TrafficShift.linear({ holdback: 10 }), judgeOfMany())],
    [
      'holdback of a deploy that waits',
      {
        ...shifted(TrafficShift.allAtOnce({ holdback: 10 }), judgeOfMany()),
        waitFor: ReleaseWait.PROMOTION,
      },
    ],
    [
      'holdback of a deploy that waits, with a hold that fits',
      {
        ...shifted(TrafficShift.allAtOnce({ holdback: 10 }), judgeOfMany({ maxDuration: Duration.minutes(35) })),
        waitFor: ReleaseWait.PROMOTION,
      },
    ],
  ])('of no deadline of ours: %s', (_name, props) => {
    expect(warnings(props)).toEqual([]);
  });

  test.each<[string, Partial<BlueGreenModelProps>]>([
    [
      'gateway.disagreementSamples without a shadow check keeps nothing',
      { checks: [smoke('smoke')], hosting: keepingSamples },
    ],
    ['only parity and health are checked', {}],
    ['is over before alarms can fire', { checks: [smoke('smoke')], bakeTime: Duration.minutes(1) }],
    [
      'that nobody called in its bake is promoted',
      { checks: [smoke('smoke')], bakeMeasurement: { onInsufficientData: OnInsufficientData.PROMOTE } },
    ],
    ['force releases rejected versions', { checks: [smoke('smoke')], force: true }],
    ['the judge can decide depends on the traffic, and nobody has said it: when 1 %', shifted(TrafficShift.canary())],
    [
      'traffic.stickiness of 9001 s may outlive a release',
      shifted(TrafficShift.canary({ stickiness: Duration.seconds(9001) }), Analysis.none()),
    ],
    [
      'traffic.stickiness of 7201 s may outlive a release',
      shifted(TrafficShift.canary({ stickiness: Duration.seconds(7201), holdback: 10 }), Analysis.none()),
    ],
    [
      "the judge's maxDuration of 60 min is over by then",
      shifted(
        TrafficShift.linear({ holdback: 10 }),
        Analysis.judge({ expectedRequestsPerMinute: 60_000, maxDuration: Duration.hours(1) }),
      ),
    ],
    [
      'the judge has no time beyond the 1200 s in which both versions have traffic, because a deploy that waits for the promotion has 3000 s',
      {
        ...shifted(TrafficShift.canary({ bakeTime: Duration.minutes(20) }), judgeOfMany()),
        waitFor: ReleaseWait.PROMOTION,
        provisionTimeout: Duration.minutes(10),
        bakeTime: Duration.minutes(15),
      },
    ],
    [
      'guardrail declined: without a ceiling a version with no such event is never proven',
      shifted(TrafficShift.canary(), Analysis.judge({ expectedRequestsPerMinute: 60_000, guardrails: [declined()] })),
    ],
    [
      'people have 7200 s to answer what OnInconclusive.PAUSE asks, the pauseTimeout; then the traffic goes back: use 14400 s or more',
      { ...asking(), pauseTimeout: Duration.hours(2) },
    ],
    [
      's to answer what OnInconclusive.PAUSE asks, which is what the looks of this plan leave of the history of an execution',
      askingLate(Duration.seconds(85)),
    ],
    [
      'the deploy waits 50 minutes at most for its release, and so for the answer that OnInconclusive.PAUSE asks for; then the release is aborted',
      {
        ...asking(Duration.minutes(15)),
        waitFor: ReleaseWait.PROMOTION,
        bakeTime: Duration.minutes(5),
        provisionTimeout: Duration.minutes(5),
      },
    ],
  ])('that %s', (text, props) => {
    expect(warnings(props)).toEqual([expect.stringContaining(text)]);
  });
});

/** Two hours of standby after the half hour of bake. */
function shifted(traffic: TrafficShift, analysis?: Analysis): Partial<BlueGreenModelProps> {
  const standbyTime = Duration.hours(2);
  return { checks: [smoke('smoke')], traffic, analysis, standbyTime, waitFor: ReleaseWait.START };
}

/** A judge that asks people, in a plan whose looks leave little of an execution's history. */
function askingLate(watchInterval: Duration): Partial<BlueGreenModelProps> {
  const traffic = TrafficShift.linear({ stepBakeTime: Duration.hours(2) });
  const times = { watchInterval, bakeTime: Duration.hours(4), standbyTime: Duration.hours(8) };
  return { ...asking(Duration.hours(20), traffic), ...times };
}

/** A judge of a model with enough traffic to warn of nothing else. */
function judgeOfMany(props: JudgeProps = {}): Analysis {
  return Analysis.judge({ expectedRequestsPerMinute: 60_000, ...props });
}

/** Asks people when the judge has no proof. */
function asking(maxDuration?: Duration, traffic = TrafficShift.canary()): Partial<BlueGreenModelProps> {
  const onInconclusive = OnInconclusive.PAUSE;
  return shifted(traffic, Analysis.judge({ onInconclusive, maxDuration, expectedRequestsPerMinute: 60_000 }));
}

function declined(): Guardrail {
  const metric = (metricName: string) => new Metric({ namespace: 'shop', metricName, statistic: 'Sum' });
  const side = (name: string) => ({ events: metric(`${name}-declined`), total: metric(`${name}-all`) });
  return Guardrail.metric('declined', { blue: side('blue'), green: side('green') });
}

function smoke(name: string): Check {
  return Check.smoke({ name, requests: [{}] });
}
