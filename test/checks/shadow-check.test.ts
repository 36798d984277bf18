import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { AnswerComparison, Check, GatewayProps, ModelHosting, ModelProtocol, ShadowCheckProps } from '../../lib';
import { ShadowSpec } from '../../lib/contract';
import { hosting, hostingWithGateway, modelStack, version } from '../helpers/model-stack';
import { sageMakerVersion } from '../helpers/sagemaker-stack';

const compare = [AnswerComparison.label('label')];
const specOf = (props: Partial<ShadowCheckProps> = {}) =>
  Check.shadow({ compare, ...props })._spec(
    ModelProtocol.openInferenceV2({ modelName: 'fraud' }),
    new Stack(),
  ) as ShadowSpec;

test('what is left out has the documented defaults', () => {
  expect(specOf()).toEqual({
    kind: 'shadow',
    name: 'shadow',
    percent: 10,
    baselineSeconds: 300,
    durationSeconds: 900,
    compare: [{ kind: 'equal', path: 'label' }],
    maxDisagreementPercent: 5,
    minimumSamples: 1_000,
    minimumCoveragePercent: 50,
  });
});

test('everything can be set', () => {
  const spec = specOf({
    name: 'labels',
    percent: 100,
    confirmMostTraffic: true,
    duration: Duration.hours(1),
    baselineDuration: Duration.seconds(0),
    compare: [...compare, AnswerComparison.numbers('score', { absolute: 0.1 })],
    maxDisagreement: 0.5,
    minimumSamples: 5_000,
    minimumCoverage: 0,
  });
  expect(spec).toMatchObject({ name: 'labels', percent: 100, baselineSeconds: 0, durationSeconds: 3_600 });
  expect(spec).toMatchObject({ maxDisagreementPercent: 0.5, minimumSamples: 5_000, minimumCoveragePercent: 0 });
  expect(spec.compare).toHaveLength(2);
});

test('the default of the samples is what the limit needs, if that is more', () => {
  expect(specOf({ maxDisagreement: 0.1 }).minimumSamples).toBe(3_688); // ln(0.025) / ln(0.999) = 3687.04
});

test.each<[string, Partial<ShadowCheckProps>, string]>([
  ['a name with spaces', { name: 'a b' }, 'name must be 1 to 40 letters, digits or . _ -'],
  ['nothing to compare', { compare: [] }, 'compare must be 1 to 10 values, got 0; say with AnswerComparison'],
  [
    'too much to compare',
    { compare: Array<AnswerComparison>(11).fill(compare[0]) },
    'compare must be 1 to 10 values, got 11',
  ],
  [
    'paths without end',
    { compare: [AnswerComparison.label('a'.repeat(3_000))] },
    'compare and slices must be 3000 bytes of JSON at most, got 3',
  ],
  ['no share', { percent: 0 }, 'percent must be a number above 0, up to 100, got 0; leave the check out'],
  [
    'more than everything',
    { percent: 101, confirmMostTraffic: true },
    'percent must be a number above 0, up to 100, got 101',
  ],
  ['a share that is none', { percent: NaN }, 'percent must be a number above 0, up to 100, got NaN'],
  [
    'most traffic, unconfirmed',
    { percent: 50.5 },
    'percent must be 50 or less, got 50.5; confirm more with confirmMostTraffic: true',
  ],
  ['a short time', { duration: Duration.seconds(59) }, 'duration must be whole seconds from 60 to 21600, got 59 s'],
  [
    'a long baseline',
    { baselineDuration: Duration.hours(7) },
    'baselineDuration must be whole seconds from 0 to 21600, got 25200 s',
  ],
  [
    'a limit of nothing',
    { maxDisagreement: 0 },
    'maxDisagreement must be a number above 0, up to 50, got 0; no number of samples proves',
  ],
  ['a limit above one half', { maxDisagreement: 51 }, 'maxDisagreement must be a number above 0, up to 50, got 51'],
  [
    'fewer samples than the limit needs',
    { maxDisagreement: 1, minimumSamples: 367 },
    'minimumSamples must be 368 or more for a maxDisagreement of 1 %, got 367; with fewer no version can be proven',
  ],
  [
    'half a sample',
    { minimumSamples: 1_000.5 },
    'minimumSamples must be a whole number from 1 to 10000000, got 1000.5',
  ],
  ['a coverage above everything', { minimumCoverage: 101 }, 'minimumCoverage must be a number from 0 to 100, got 101'],
  ['a token', { percent: Lazy.number({ produce: () => 10 }) }, 'percent must be known at synth, got a token'],
  [
    'a time of a token',
    { duration: Duration.seconds(Lazy.number({ produce: () => 60 })) },
    'duration must be known at synth',
  ],
])('fails for %s', (_what, props, message) => {
  expect(() => specOf(props)).toThrow(message);
});

test('fails with everything that is wrong at once', () => {
  expect(() => specOf({ percent: 60, duration: Duration.seconds(1) })).toThrow(
    /^invalid shadow check "shadow": percent must be 50 or less.*; duration must be whole seconds/,
  );
});

const quick = Check.shadow({ compare, duration: Duration.minutes(1), baselineDuration: Duration.minutes(1) });

test('fails in a model whose hosting has no gateway', () => {
  expect(() => modelStack({ checks: [quick], hosting: hosting(), bakeTime: Duration.minutes(10) })).toThrow(
    'invalid model "fraud": check "shadow" must have a gateway before the model servers, got a hosting without one; ' +
      'give the hosting a gateway, or leave the check out',
  );
});

test.each([
  ['ECS', hosting({ gateway: { mirrorRoutes: [] } }), () => version()],
  [
    'SageMaker',
    ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', gateway: { mirrorRoutes: [] } }),
    () => sageMakerVersion(new Stack()),
  ],
])('fails on %s with gateways that mirror nothing', (_hosting, silent, versionOf) => {
  const props = { checks: [quick], hosting: silent, version: versionOf(), bakeTime: Duration.minutes(10) };
  expect(() => modelStack(props)).toThrow(
    'invalid model "fraud": check "shadow" must have requests that may be mirrored, got gateway.mirrorRoutes []; ' +
      'name routes, leave mirrorRoutes out for the path of predictions, or leave the check out',
  );
});

const onEcs = (gateway: GatewayProps, check = quick) =>
  modelStack({ checks: [check], hosting: hosting({ gateway }), bakeTime: Duration.minutes(10) });

test.each([['GET /v1/models'], ['PUT /invocations', 'GET /*']])(
  'fails on SageMaker when nothing of POST may be mirrored: %s',
  (...mirrorRoutes) => {
    const sageMaker = ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', gateway: { mirrorRoutes } });
    const props = { checks: [quick], version: sageMakerVersion(new Stack()), bakeTime: Duration.minutes(10) };
    expect(() => modelStack({ ...props, hosting: sageMaker })).toThrow(
      'check "shadow" must have POST requests that may be mirrored, because SageMaker takes no others, got gateway.mirrorRoutes ["',
    );
    expect(() => onEcs({ mirrorRoutes })).not.toThrow();
  },
);

test('fails when copies may hang beyond the end of the check', () => {
  expect(() => onEcs({ mirrorTimeout: Duration.seconds(61) })).toThrow(
    'check "shadow" must have a gateway.mirrorTimeout of 60 s at most, got 61 s; with more, requests that hang',
  );
  expect(() => onEcs({ mirrorTimeout: Duration.seconds(60) })).not.toThrow();
});

test('fails when gateways may miss a stage', () => {
  expect(() => onEcs({ settingsInterval: Duration.seconds(21) })).toThrow(
    /check "shadow" must have a baselineDuration of 63 s or more, 3 times gateway.settingsInterval, got 60 s; .*; check "shadow" must have a duration of 63 s or more/,
  );
  expect(() => onEcs({ settingsInterval: Duration.seconds(20) })).not.toThrow();
  const short = Check.shadow({ compare, baselineDuration: Duration.seconds(14), duration: Duration.minutes(1) });
  expect(() => onEcs({}, short)).toThrow('must have a baselineDuration of 15 s or more');
  const none = Check.shadow({ compare, baselineDuration: Duration.seconds(0), duration: Duration.minutes(1) });
  expect(() => onEcs({}, none)).not.toThrow();
});

test('fails when a deploy that waits for the promotion would not see the end of it', () => {
  const checks = [Check.shadow({ compare, duration: Duration.minutes(30) })];
  expect(() => modelStack({ checks, hosting: hostingWithGateway() })).toThrow(
    'provisionTimeout, checks that take time, cohort, traffic, analysis.maxDuration, bakeTime and bakeMeasurement.hold must be 3000 s together at most when a deploy waits for the promotion, got 5220 s',
  );
});

test('fails when the looks of the checks make an execution too long', () => {
  const checks = Array.from({ length: 20 }, (_, index) =>
    Check.shadow({ compare, name: `shadow-${index}`, duration: Duration.hours(1) }),
  );
  expect(() => modelStack({ checks, hosting: hostingWithGateway() })).toThrow(
    'watchInterval must keep an execution below 25000 events',
  );
});
