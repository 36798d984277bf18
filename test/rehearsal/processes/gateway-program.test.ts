import { gatewayProgram, GatewayPlace } from '../../../lib/rehearsal/processes/gateway-program';
import { GatewaySpec } from '../../../lib/rehearsal/tasks';

const place: GatewayPlace = {
  own: (port) => ({ 8000: 20_001, 8080: 20_002 })[port],
  resolve: (host, port) => (host === 'lb.example' ? { 80: 20_003, 9001: 20_004 }[port] : undefined),
  speed: 1,
};

function gateway(environment: Record<string, string> = {}): GatewaySpec {
  return {
    name: 'gateway',
    command: ['node', '--eval', 'serve()'],
    environment: { GATEWAY_PORT: '8000', ...environment },
    ports: [8000],
    stopTimeoutSeconds: 30,
    stopsBeforeModel: true,
    onLine: () => undefined,
  };
}

test('the declared command, by this Node.js', () => {
  expect(gatewayProgram(gateway(), place).command).toEqual([process.execPath, '--eval', 'serve()']);
});

test('the declared environment, with loopback addresses', () => {
  const environment = {
    GATEWAY_MODEL_URL: 'http://127.0.0.1:8080',
    GATEWAY_MIRROR_URL: 'http://lb.example:9001',
    GATEWAY_TIMEOUT_MS: '60000',
  };
  expect(gatewayProgram(gateway(environment), place).env).toEqual({
    GATEWAY_HOST: '127.0.0.1',
    GATEWAY_PORT: '20001',
    GATEWAY_MODEL_URL: 'http://127.0.0.1:20002',
    GATEWAY_MIRROR_URL: 'http://127.0.0.1:20004',
    GATEWAY_TIMEOUT_MS: '60000',
    GATEWAY_DRAIN_MS: '5000',
    GATEWAY_PREDICTIONS_MS: '10000',
    GATEWAY_SETTINGS_POLL_MS: '5000',
    GATEWAY_METRICS_MS: '1000',
  });
});

test('a mirror on port 80', () => {
  const { env } = gatewayProgram(gateway({ GATEWAY_MIRROR_URL: 'http://lb.example' }), place);
  expect(env.GATEWAY_MIRROR_URL).toBe('http://127.0.0.1:20003');
});

test('on a fast clock, every period of ten virtual seconds gets a line of metrics', () => {
  const { env } = gatewayProgram(gateway({ GATEWAY_DRAIN_MS: '2400' }), { ...place, speed: 120 });
  expect(env).toMatchObject({ GATEWAY_METRICS_MS: '42', GATEWAY_DRAIN_MS: '20', GATEWAY_SETTINGS_POLL_MS: '100' });
});

test.each([
  ['GATEWAY_PORT of container gateway must lead to a container port of its own task', { GATEWAY_PORT: '1' }],
  ['GATEWAY_PORT of container gateway must', { GATEWAY_PORT: '' }],
  ['GATEWAY_MODEL_URL of container gateway must lead to a container', { GATEWAY_MODEL_URL: 'http://127.0.0.1:1' }],
  ['GATEWAY_MODEL_URL of container gateway must lead to a port', { GATEWAY_MODEL_URL: 'http://example.com:8080' }],
  ['GATEWAY_MIRROR_URL of container gateway must lead to a listener', { GATEWAY_MIRROR_URL: 'http://lb.example:7' }],
])('fails: %s', (message, environment) => {
  expect(() => gatewayProgram(gateway(environment), place)).toThrow(message);
});
