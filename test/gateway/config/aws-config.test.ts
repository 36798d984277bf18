import { readConfig } from '../../../lib/gateway/config/gateway-config';

const SAGEMAKER = {
  GATEWAY_SAGEMAKER_ENDPOINT: 'fraud-blue',
  GATEWAY_MODEL_NAME: 'fraud',
  GATEWAY_ENVIRONMENT: 'blue',
  GATEWAY_VERSION: '1.2',
  AWS_REGION: 'eu-west-1',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1',
};
const FIXED = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
const PUBLIC = { hostname: 'runtime.sagemaker.eu-west-1.amazonaws.com', port: 443, secure: true };

test('a SageMaker endpoint needs its name, a region and keys; the rest has the documented defaults', () => {
  const { model, aws, timeoutMs, modelIdleMs } = readConfig(SAGEMAKER);
  expect(model).toEqual({
    ...{ kind: 'sagemaker', endpointName: 'fraud-blue', region: 'eu-west-1', origin: PUBLIC },
    ...{ streamHeader: undefined, maxBytes: 67_108_864 },
  });
  expect(aws).toEqual({
    region: 'eu-west-1',
    keys: {
      ...{ origin: { hostname: '169.254.170.2', port: 80, secure: false }, path: '/v2/credentials/1' },
      ...{ token: undefined, tokenFile: undefined },
    },
  });
  expect([timeoutMs, modelIdleMs]).toEqual([60_000, 10_000]);
});

test.each([
  [{}, PUBLIC],
  [{ AWS_REGION: 'cn-north-1' }, { ...PUBLIC, hostname: 'runtime.sagemaker.cn-north-1.amazonaws.com.cn' }],
  [
    { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-1' },
    { ...PUBLIC, hostname: 'runtime.sagemaker.us-east-1.amazonaws.com' },
  ],
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, { hostname: '127.0.0.1', port: 4566, secure: false }],
  [{ AWS_ENDPOINT_URL: 'https://vpce.example/' }, { hostname: 'vpce.example', port: 443, secure: true }],
  [
    { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: 'http://own:81' },
    { hostname: 'own', port: 81, secure: false },
  ],
])('the variables %o lead to %o', (variables, origin) => {
  expect(readConfig({ ...SAGEMAKER, ...variables }).model).toMatchObject({ origin });
});

test('keys in variables win over those of the container, as with the SDKs', () => {
  const keys = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: undefined, expiresAt: undefined };
  expect(readConfig({ ...SAGEMAKER, ...FIXED }).aws?.keys).toEqual(keys);
  const withToken = readConfig({ ...SAGEMAKER, ...FIXED, AWS_SESSION_TOKEN: 't' });
  expect(withToken.aws?.keys).toEqual({ ...keys, sessionToken: 't' });
});

test.each([
  ['http://169.254.170.23/v1/credentials', '169.254.170.23', 80, '/v1/credentials'],
  ['http://[::1]:81/keys?x=y', '::1', 81, '/keys?x=y'],
  ['https://keys.example/keys', 'keys.example', 443, '/keys'],
])('keys may come from %s', (url, hostname, port, path) => {
  const variables = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
  const { aws } = readConfig({ ...SAGEMAKER, ...variables });
  expect(aws?.keys).toMatchObject({ origin: { hostname, port, secure: port === 443 }, path });
});

test('settings in a parameter need AWS for a model server too', () => {
  const server = {
    ...{ ...SAGEMAKER, GATEWAY_SAGEMAKER_ENDPOINT: '' },
    ...{ GATEWAY_MODEL_URL: 'http://127.0.0.1:8080', GATEWAY_MODEL_HEALTH_PATH: '/ping' },
  };
  expect(readConfig(server).aws).toBeUndefined();
  const config = readConfig({ ...server, GATEWAY_SETTINGS_PARAMETER: '/cdk-model-bluegreen/fraud/gateway' });
  expect(config.model.kind).toBe('server');
  expect(config.aws?.region).toBe('eu-west-1');
  expect(config.settings.parameter).toEqual({
    name: '/cdk-model-bluegreen/fraud/gateway',
    origin: { hostname: 'ssm.eu-west-1.amazonaws.com', port: 443, secure: true },
  });
});

test.each([
  ['an ARN', { GATEWAY_SAGEMAKER_ENDPOINT: 'arn:aws:sagemaker:x' }, 'write the name of the endpoint, not its ARN'],
  ['no region', { AWS_REGION: '' }, 'AWS_REGION must be a region such as eu-west-1, got ""'],
  ['a region that is none', { AWS_REGION: 'x.evil.example/' }, 'AWS_REGION must be a region'],
  ['no keys', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '' }, 'AWS credentials are missing; give the task a task role'],
  [
    'keys from a stranger',
    { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://stranger.example/' },
    'AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or on the loopback',
  ],
  [
    'a path that leads to a stranger',
    { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '.stranger.example/keys' },
    'must be https, or on the loopback',
  ],
  ['a model server too', { GATEWAY_MODEL_URL: 'http://127.0.0.1:8080' }, 'exclude each other; remove one'],
  ['a timeout above that of SageMaker', { GATEWAY_TIMEOUT_MS: '60001' }, 'a whole number from 1 to 60000'],
  ['less memory than a body needs', { GATEWAY_SAGEMAKER_MAX_BYTES: '6000000' }, 'from 6291456 to'],
  [
    'an endpoint with a path',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1/x' },
    'AWS_ENDPOINT_URL must be http(s)://host:port',
  ],
])('fails for %s', (_, variables, message) => {
  expect(() => readConfig({ ...SAGEMAKER, ...variables })).toThrow(message);
});
