import { Duration, Stack } from 'aws-cdk-lib';
import { Check, ModelProtocol, SmokeCheckProps, RequestMethod } from '../../lib';
import { ecsParity } from '../../lib/hosting/ecs/parity';
import { allChecks } from '../../lib/checks/default-checks';
import { version } from '../helpers/model-stack';

const protocol = ModelProtocol.openInferenceV2({ modelName: 'fraud' });
const spec = (props: SmokeCheckProps) => Check.smoke(props)._spec(protocol, new Stack());

test('all members are told to the function in its units', () => {
  expect(
    spec({
      name: 'payment',
      attempts: 1,
      timeout: Duration.seconds(2),
      requests: [
        {
          name: 'ok',
          method: RequestMethod.PUT,
          path: '/x?y=1',
          headers: { a: 'b' },
          body: 'text',
          expectedStatus: 201,
          schema: { type: 'object' },
          expectedValues: [{ path: 'score', value: 0, tolerance: 0.1 }],
          expectedHeaders: { 'content-type': 'application/json*' },
          capture: { session: 'id' },
          maxLatency: Duration.millis(1500),
        },
      ],
    }),
  ).toEqual({
    kind: 'smoke',
    name: 'payment',
    attempts: 1,
    timeoutMs: 2000,
    requests: [
      {
        name: 'ok',
        method: 'PUT',
        path: '/x?y=1',
        headers: { a: 'b' },
        body: 'text',
        expectedStatus: 201,
        schema: { type: 'object' },
        expectedValues: [{ path: 'score', value: 0, tolerance: 0.1 }],
        expectedHeaders: { 'content-type': 'application/json*' },
        capture: { session: 'id' },
        maxLatencyMs: 1500,
      },
    ],
  });
});

test.each([
  [{}, { method: 'GET', path: '/v2/models/fraud/infer' }],
  [{ body: { a: 1 } }, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }],
  [{ body: 0 }, { method: 'POST', body: '0' }],
  [{ body: {}, headers: { 'content-type': 'application/x' } }, { headers: { 'content-type': 'application/x' } }],
])('%j becomes %j', (request, expected) => {
  expect(spec({ requests: [request] })).toMatchObject({
    requests: [{ name: 'request-1', expectedStatus: 200, ...expected }],
  });
});

test.each<[SmokeCheckProps, string]>([
  [{ requests: [] }, 'requests must be 1 to 50, got 0'],
  [{ requests: [{}], attempts: 0 }, 'attempts must be a whole number from 1 to 20, got 0; use 1 for no retry'],
  [{ requests: [{}], timeout: Duration.minutes(2) }, 'timeout must be whole seconds from 1 to 60, got 120 s'],
  [{ requests: [{ path: '//evil.example.com' }] }, 'requests[0].path must be a path that starts with a single /'],
  [
    { requests: [{ method: RequestMethod.GET, body: 'a' }] },
    'requests[0].method must be POST or PUT with a body, got GET',
  ],
  [{ requests: [{ expectedStatus: 99 }] }, 'requests[0].expectedStatus must be a whole number from 100 to 599, got 99'],
  [{ requests: [{ expectedValues: [{ path: 'a', value: 1, tolerance: -1 }] }] }, 'tolerance of a must be 0 or more'],
  [
    { requests: [{ path: '/{{id}}' }, { capture: { id: 'x' } }] },
    'requests[0]: {{id}} must be captured by a request before it; add it to a capture there',
  ],
  [
    { requests: [{ capture: { id: 'x' }, body: '{{id}}' }] },
    'requests[0]: {{id}} must be captured by a request before it',
  ],
  [{ requests: [{ path: '/{{id}}' }] }, 'requests[0]: {{id}} must be captured by a request before it'],
  [{ requests: [{ headers: { session: '{{ id }}' } }] }, 'requests[0]: {{id}} must be captured by a request before it'],
  [
    { requests: [{ capture: { id: 'x' } }, { body: { session: '{{session-id}}' } }] },
    'requests[1]: {{session-id}} must be captured by a request before it',
  ],
  [
    { requests: [{ capture: { 'a-b': 'x' } }] },
    'requests[0].capture must be a name of letters, digits and _, got "a-b"',
  ],
  [{ name: 'a/b', requests: [{}] }, 'name must be 1 to 40 letters, digits or . _ -'],
])('fails for %#', (props, message) => {
  expect(() => spec(props)).toThrow(message);
});

test('parity lets pass what the version declares, and what the user allows', () => {
  const declared = version('1', { environment: { LOG: 'info' }, command: ['serve'] });
  const [parity, health] = allChecks({
    parity: ecsParity(declared, ['cpu']),
    protocol,
    answersHealth: true,
    checks: [],
    scope: new Stack(),
  });
  expect(parity).toEqual({
    kind: 'parity',
    name: 'parity',
    containerName: 'model',
    versionEnvironment: ['LOG'],
    allowedDifferences: ['containers.model.command*', 'containers.model.entryPoint*', 'cpu'],
  });
  expect(health).toMatchObject({ kind: 'smoke', requests: [{ method: 'GET', path: '/v2/health/ready' }] });
});

test.each([
  [ModelProtocol.openInferenceV2({ modelName: 'm' }), '/v2/health/ready', '/v2/models/m/infer', 8080],
  [ModelProtocol.kserveV1({ modelName: 'm' }), '/v1/models/m', '/v1/models/m:predict', 8080],
  [ModelProtocol.tensorflowServing({ modelName: 'm' }), '/v1/models/m', '/v1/models/m:predict', 8501],
  [ModelProtocol.torchServe({ modelName: 'm' }), '/ping', '/predictions/m', 8080],
  [ModelProtocol.plain({ healthPath: '/h', predictPath: '/p' }), '/h', '/p', 8080],
])('protocol %#', (known, health, predict, port) => {
  expect([known.healthPath, known.predictPath, known.containerPort]).toEqual([health, predict, port]);
});

test('braces are the model’s own text in bodies of a check that captures nothing', () => {
  expect(spec({ requests: [{ body: { template: 'Dear {{name}}' } }] })).toMatchObject({
    requests: [{ body: '{"template":"Dear {{name}}"}' }],
  });
});
