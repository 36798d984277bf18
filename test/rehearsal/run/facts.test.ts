import { endState, permissionFacts, requestTotals } from '../../../lib/rehearsal/run/facts';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';

const LOAD = {
  sent: 100,
  ok: 93,
  dropped: 0,
  failures: { 'status 500': 5, connection: 2 },
  seconds: 1,
  latency: { values: [1, 10], counts: [99, 1] },
  failedByVersion: {},
  failed: [],
};
const total = (ip: string, sent: number, failed: number) => ({
  ruleArn: 'rule',
  targetGroupArn: ip === '' ? 'green' : 'blue',
  ip,
  sent,
  failed,
});

test('requests are summed by version, those without a task by their group', () => {
  const versions: Record<string, string> = { '10.0.0.1': '1.2', '10.0.0.2': '1.3', '10.0.0.3': '1.3' };
  const totals = [total('10.0.0.1', 40, 0), total('10.0.0.2', 30, 3), total('10.0.0.3', 28, 2), total('', 0, 2)];
  const facts = requestTotals(LOAD, totals, ({ ip }) => versions[ip] ?? '1.3');
  expect(facts).toMatchObject({
    sent: 100,
    failed: 7,
    byVersion: { '1.2': 40, '1.3': 58 },
    failedByVersion: { '1.3': 7 },
  });
  expect(facts.failedByVersion).not.toHaveProperty('1.2');
  expect(facts.latencyMs.p50).toBeCloseTo(1, 1);
  expect(facts.latencyMs.max).toBeCloseTo(10, 0);
});

const live = (environment: 'blue' | 'green'): Ledger => ({
  ...emptyLedger('fraud'),
  live: {
    environment,
    version: '1.3',
    contentHash: 'h',
    image: 'i',
    releaseId: 'r',
    taskDefinitionArn: 't',
    since: '2026-01-01T00:00:00Z',
  },
});

test.each([
  ['all on the live side', live('green'), { blue: 0, green: 100 }, true],
  ['all on the other side', live('green'), { blue: 100, green: 0 }, false],
  ['split', live('green'), { blue: 50, green: 50 }, false],
  ['nowhere, while something is live', live('blue'), { blue: 0, green: 0 }, false],
  ['nowhere, while nothing is live', emptyLedger('fraud'), { blue: 0, green: 0 }, true],
])('ledger and weights agree when traffic is %s: %#', (_name, ledger, weights, agrees) => {
  expect(endState(ledger, weights, 'UPDATE_COMPLETE').ledgerAgrees).toBe(agrees);
});

test('unused permissions are listed by role and action', () => {
  const grant = { policyName: 'p', statement: '#0', resources: ['*'], usedActions: [] };
  const roleArn = 'arn:aws:iam::123456789012:role/Traffic';
  expect(
    permissionFacts([
      { ...grant, roleArn, action: 'a:Used', uses: 2 },
      { ...grant, roleArn, action: 'a:Never', uses: 0 },
    ]),
  ).toEqual({ granted: 2, used: 1, unused: ['Traffic a:Never'] });
});
