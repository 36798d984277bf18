import { Duration } from 'aws-cdk-lib';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { GatewayProps } from '../../../lib';
import { validateGateway } from '../../../lib/hosting/gateway/validate';
import { Problems } from '../../../lib/private/validation';

function problemsOf(props: GatewayProps): readonly string[] {
  const problems = new Problems();
  validateGateway(props, problems);
  return problems.list();
}

test('the defaults, and limits themselves, are fine', () => {
  expect(problemsOf({})).toEqual([]);
  const atLimits = {
    maxMirrorBodyBytes: 0,
    modelIdleTimeout: Duration.millis(100),
    stopTimeout: Duration.seconds(120),
  };
  expect(problemsOf({ ...atLimits, mirrorRoutes: [] })).toEqual([]);
});

test.each<[string, GatewayProps]>([
  ['disagreementSamples.prefix must be 1 to 200 letters', { disagreementSamples: { prefix: '/a' } }],
  ['disagreementSamples.prefix must be 1 to 200 letters', { disagreementSamples: { prefix: 'a b' } }],
  [
    'disagreementSamples.maxPerRelease must be a whole number from 1 to 1000, got 0',
    { disagreementSamples: { maxPerRelease: 0 } },
  ],
  [
    'disagreementSamples.retention must be whole seconds from 86400',
    { disagreementSamples: { retention: Duration.hours(1) } },
  ],
  [
    'disagreementSamples.retention must be left out with a bucket of yours',
    { disagreementSamples: { retention: Duration.days(1), bucket: {} as IBucket } },
  ],
  [
    'disagreementSamples.redactedPaths must be left out without payloads, got user.name',
    { disagreementSamples: { redactedPaths: ['user.name'] } },
  ],
  [
    'disagreementSamples.redactedPaths: a path must be names, [0] and [*], got "user name"',
    { disagreementSamples: { payloads: true, redactedPaths: ['user name'] } },
  ],
  [
    'disagreementSamples.redactedPaths must be 2000 bytes of JSON at most, got 2004',
    { disagreementSamples: { payloads: true, redactedPaths: ['a'.repeat(2_000)] } },
  ],
  ['memoryLimitMiB must be a whole number from 128 to 4096, got 64', { memoryLimitMiB: 64 }],
  ['maxConcurrentRequests must be a whole number from 1', { maxConcurrentRequests: 0 }],
  ['maxMirrorBodyBytes must be a whole number from 0', { maxMirrorBodyBytes: -1 }],
  ['timeout must be whole seconds from 1 to 3600', { timeout: Duration.hours(2) }],
  ['modelIdleTimeout must be from 0.1 to 3600 s, got 0.05 s', { modelIdleTimeout: Duration.millis(50) }],
  ['clientIdleTimeout must be whole seconds', { clientIdleTimeout: Duration.millis(1500) }],
  ['stopTimeout must be whole seconds from 10 to 120', { stopTimeout: Duration.seconds(5) }],
  ['settingsInterval must be whole seconds from 1 to 60', { settingsInterval: Duration.minutes(2) }],
  ['mirrorTimeout must be whole seconds from 1', { mirrorTimeout: Duration.minutes(20) }],
  ['mirrorRoutes: a mirror route must be a method and a path', { mirrorRoutes: ['/invocations'] }],
  ['mirrorRoutes: a comma parts two routes', { mirrorRoutes: ['POST /a,POST /b'] }],
])('fails: gateway.%s', (message, props) => {
  expect(problemsOf(props)).toEqual([expect.stringContaining(`gateway.${message}`)]);
});
