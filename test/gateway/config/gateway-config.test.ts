import { readConfig } from '../../../lib/gateway/config/gateway-config';
import { NO_SETTINGS } from '../../../lib/gateway/settings/settings';

const LEAST = {
  GATEWAY_MODEL_URL: 'http://127.0.0.1:8080',
  GATEWAY_MODEL_HEALTH_PATH: '/ping',
  GATEWAY_MODEL_NAME: 'fraud',
  GATEWAY_ENVIRONMENT: 'blue',
  GATEWAY_VERSION: '1.2',
};
const MIRROR = { GATEWAY_MIRROR_URL: 'http://test.example:9000', GATEWAY_MIRROR_ROUTES: 'POST /invocations' };

test('what is left out has the documented defaults', () => {
  expect(readConfig(LEAST)).toEqual({
    port: 8000,
    host: undefined,
    model: { kind: 'server', hostname: '127.0.0.1', port: 8080, healthPath: '/ping' },
    aws: undefined,
    healthPath: '/gateway/health',
    dimensions: { model: 'fraud', environment: 'blue', version: '1.2' },
    timeoutMs: 60_000,
    modelIdleMs: 1_000,
    clientIdleMs: 75_000,
    maxInFlight: 1_000,
    drainMs: 5_000,
    stopMs: 25_000,
    metricsMs: 1_000,
    settings: { fixed: NO_SETTINGS, file: undefined, parameter: undefined, pollMs: 5_000 },
    mirror: undefined,
    samples: undefined,
  });
  expect(readConfig({ ...LEAST, ...MIRROR }).mirror).toMatchObject({
    target: { hostname: 'test.example', port: 9000 },
    timeoutMs: 5_000,
    maxBodyBytes: 1_048_576,
    maxBytes: 33_554_432,
    maxQueued: 256,
    maxInFlight: 64,
  });
});

const SAMPLES = {
  GATEWAY_SAMPLES_BUCKET: 'my.evidence',
  GATEWAY_SAMPLES_PREFIX: 'models/fraud',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

test('samples need AWS, have a limit, and no bodies unless somebody says what to take out of them', () => {
  const { samples, aws } = readConfig({ ...LEAST, ...SAMPLES });
  expect(samples).toEqual({
    bucket: 'my.evidence',
    prefix: 'models/fraud',
    max: 20,
    redaction: undefined,
    origin: { hostname: 's3.eu-west-1.amazonaws.com', port: 443, secure: true },
  });
  expect(aws).toBeDefined();
  const withBodies = readConfig({ ...LEAST, ...SAMPLES, GATEWAY_SAMPLES_REDACT: '["user"]' }).samples;
  expect(withBodies?.redaction?.({ user: 1 })).toEqual({ user: '(redacted)' });
});

test.each([
  ['GATEWAY_SAMPLES_PREFIX', '', 'GATEWAY_SAMPLES_PREFIX is missing'],
  ['GATEWAY_SAMPLES_PREFIX', '/a', 'GATEWAY_SAMPLES_PREFIX must be letters, digits, . _ - and single /, got "/a"'],
  ['GATEWAY_SAMPLES_BUCKET', 'a b', 'GATEWAY_SAMPLES_BUCKET must be letters'],
  ['GATEWAY_SAMPLES_MAX', '0', 'GATEWAY_SAMPLES_MAX must be a whole number from 1 to 1000'],
  ['GATEWAY_SAMPLES_REDACT', 'user', 'GATEWAY_SAMPLES_REDACT: '],
  ['GATEWAY_SAMPLES_REDACT', '{}', 'GATEWAY_SAMPLES_REDACT: must be a JSON list of paths, got {}'],
  ['GATEWAY_SAMPLES_REDACT', '["a b"]', 'GATEWAY_SAMPLES_REDACT: a path must be names'],
])('fails for samples with %s %j', (name, value, problem) => {
  expect(() => readConfig({ ...LEAST, ...SAMPLES, [name]: value })).toThrow(problem);
});

test('an address of IPv6 loses the brackets of its URL, a port that is left out is 80', () => {
  const { model } = readConfig({ ...LEAST, GATEWAY_MODEL_URL: 'http://[::1]' });
  expect(model).toMatchObject({ hostname: '::1', port: 80 });
});

test('0 is a value, an empty text is none', () => {
  const config = readConfig({ ...LEAST, GATEWAY_DRAIN_MS: '0', GATEWAY_STOP_MS: '0', GATEWAY_PORT: '' });
  expect(config).toMatchObject({ drainMs: 0, stopMs: 0, port: 8000 });
});

test.each([
  ['GATEWAY_PORT', 'many', 'GATEWAY_PORT must be a whole number from 0 to 65535, got "many"; leave it out for 8000'],
  ['GATEWAY_PORT', '65536', 'GATEWAY_PORT must be a whole number from 0 to 65535'],
  ['GATEWAY_TIMEOUT_MS', '1.5', 'GATEWAY_TIMEOUT_MS must be a whole number'],
  ['GATEWAY_TIMEOUT_MS', '-1', 'GATEWAY_TIMEOUT_MS must be a whole number'],
  ['GATEWAY_MODEL_URL', '127.0.0.1:8080', 'GATEWAY_MODEL_URL must be http://host:port'],
  ['GATEWAY_MODEL_URL', 'https://127.0.0.1', 'GATEWAY_MODEL_URL must be http://host:port'],
  ['GATEWAY_MODEL_URL', 'http://127.0.0.1/v1', 'leave out path, query and user'],
  ['GATEWAY_MODEL_URL', 'http://me@127.0.0.1', 'leave out path, query and user'],
  ['GATEWAY_MODEL_URL', '', 'GATEWAY_MODEL_URL is missing; set it to the origin of the model server'],
  ['GATEWAY_MODEL_NAME', '', 'GATEWAY_MODEL_NAME is missing'],
  ['GATEWAY_ENVIRONMENT', 'red', 'GATEWAY_ENVIRONMENT must be blue or green, got "red"'],
  ['GATEWAY_HEALTH_PATH', 'health', 'GATEWAY_HEALTH_PATH must be a path that starts with "/", got "health"'],
  ['GATEWAY_DRAIN_MS', '60000', 'GATEWAY_DRAIN_MS must be at most GATEWAY_STOP_MS, got "60000"'],
  [
    'GATEWAY_SETTINGS',
    '{"latencyThresholdsMs":[0]}',
    'GATEWAY_SETTINGS: latencyThresholdsMs must be at most 5 numbers',
  ],
  ['GATEWAY_MIRROR_URL', 'https://test.example', 'GATEWAY_MIRROR_URL must be http://host:port'],
  ['GATEWAY_MIRROR_ROUTES', '', 'GATEWAY_MIRROR_ROUTES is missing; set it to what may be mirrored'],
  ['GATEWAY_MIRROR_ROUTES', 'POST', 'a mirror route must be a method and a path, got "POST"'],
])('fails for %s = %p', (name, value, message) => {
  expect(() => readConfig({ ...LEAST, ...MIRROR, [name]: value })).toThrow(message);
});

test('fails once, with everything that is wrong', () => {
  expect(() => readConfig({ GATEWAY_PORT: 'x' })).toThrow(
    /^invalid gateway configuration: GATEWAY_PORT .*; GATEWAY_MODEL_URL is missing.*; GATEWAY_VERSION is missing/,
  );
});
