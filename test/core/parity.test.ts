import fc from 'fast-check';
import { ParitySpec } from '../../lib/contract';
import { differences, parityVerdict } from '../../lib/core/parity';

const SPEC: ParitySpec = {
  kind: 'parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: ['MODEL'],
  containerName: 'model',
};

test('lists path and both values of every difference, in order', () => {
  expect(differences({ b: 1, a: { x: [1, 2] } }, { a: { x: [1, 3] }, c: null }, [])).toEqual([
    { path: 'a.x.1', live: 2, idle: 3 },
    { path: 'b', live: 1, idle: undefined },
    { path: 'c', live: undefined, idle: null },
  ]);
});

test('an empty object or list differs from an absent one, an undefined member does not', () => {
  expect(differences({ a: [] }, {}, [])).toHaveLength(1);
  expect(differences({ a: {} }, { a: [] }, [])).toHaveLength(1);
  expect(differences({ a: undefined }, {}, [])).toEqual([]);
});

test.each([
  [['a.x'], 1],
  [['a.*'], 0],
  [['a'], 2],
  [['*'], 0],
])('ignores %j', (patterns, left) => {
  expect(differences({ a: { x: 1, y: 1 } }, { a: { x: 2, y: 2 } }, patterns)).toHaveLength(left);
});

test('what the version declares may differ, the rest may not', () => {
  const side = (image: string, model: string, log: string) => ({
    containers: { model: { image, environment: { MODEL: model, LOG: log } } },
  });
  expect(parityVerdict(SPEC, 'green', side('a', '1', 'info'), side('b', '2', 'info'))).toMatchObject({
    status: 'PASS',
    evidence: { compared: 3 },
  });
  expect(parityVerdict(SPEC, 'green', side('a', '1', 'info'), side('b', '2', 'debug'))).toMatchObject({
    status: 'FAIL',
    reason: expect.stringContaining('containers.model.environment.LOG'),
  });
});

test('what may differ is told with the reason why it may, without values of environment variables', () => {
  const side = (count: number, model: object, cpu: string) => ({
    service: { desiredCount: count },
    containers: { model: { environment: { LOG: 'info', ...model }, image: 'a' } },
    cpu,
  });
  const spec = { ...SPEC, allowedDifferences: ['cpu'] };
  expect(parityVerdict(spec, 'green', side(2, { MODEL: '1' }, '256'), side(3, {}, '512'))).toMatchObject({
    status: 'PASS',
    reason: expect.stringMatching(/^2 values of green agree with the other environment's; 3 differ as they may$/),
    evidence: {
      allowed: [
        { path: 'containers.model.environment.MODEL', live: 'set', idle: 'absent', allowed: 'by the version' },
        { path: 'cpu', live: '256', idle: '512', allowed: 'by allowedDifferences' },
        { path: 'service.desiredCount', live: 2, idle: 3, allowed: 'by scaling' },
      ],
    },
  });
});

test('the gateways of two environments may differ in their names and in their program, in nothing else', () => {
  const gateway = (environment: Record<string, string>) => ({ containers: { gateway: { environment } } });
  const blue = { GATEWAY_ENVIRONMENT: 'blue', GATEWAY_VERSION: 'v1', GATEWAY_CODE: 'old', GATEWAY_TIMEOUT_MS: '1' };
  const green = { GATEWAY_ENVIRONMENT: 'green', GATEWAY_VERSION: 'v2', GATEWAY_CODE: 'new', GATEWAY_TIMEOUT_MS: '2' };
  const { evidence } = parityVerdict(SPEC, 'green', gateway(blue), gateway(green));
  expect(evidence.differences).toEqual([
    { path: 'containers.gateway.environment.GATEWAY_TIMEOUT_MS', live: '1', idle: '2' },
  ]);
});

test('fits into the ledger however much differs', () => {
  const many = (value: string) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, value.repeat(1000)]));
  const verdict = parityVerdict(SPEC, 'green', many('a'), many('b'));
  expect(verdict.reason).toContain('and 97 more');
  expect(verdict.evidence).toMatchObject({ differing: 100 });
  expect(JSON.stringify(verdict).length).toBeLessThan(15_000);
});

test('no configuration is no agreement', () => {
  expect(parityVerdict(SPEC, 'green', {}, {})).toMatchObject({ status: 'INSUFFICIENT_DATA' });
});

test('nothing differs from itself, and differing is symmetric', () => {
  const configuration = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(configuration, configuration, (a, b) => {
      expect(differences(a, a, [])).toEqual([]);
      expect(differences(a, b, []).map(({ path }) => path)).toEqual(differences(b, a, []).map(({ path }) => path));
    }),
  );
});
