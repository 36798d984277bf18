import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { Verdict } from '../../../lib/contract';
import { LedgerCommand } from '../../../lib/core/ledger/command';
import { statusReport } from '../../../lib/operations/status';
import { renderStatus } from '../../../lib/operations/text/status-text';
import {
  ALARM_REASON,
  carryOut,
  executionArn,
  ledgerIn,
  lifeOf,
  quietLedger,
  RELEASE_2,
  at,
} from '../../core/ledger/ledgers';
import { readyToShift, step, wish } from '../../core/ledger/stepped';

const plain = pc.createColors(false);
const NOW = new Date(at(720));
const render = (ledger: Parameters<typeof statusReport>[0], colors = plain) =>
  renderStatus(statusReport(ledger, 'eu-west-1'), NOW, colors);

const verdict = (check: string, status: Verdict['status'], reason: string): LedgerCommand => ({
  kind: 'record-verdict',
  releaseId: RELEASE_2,
  verdict: { check, status, reason, evidence: {} },
});

test('a release on its way, with its step, its checks and the wish to abort it', () => {
  const checked = carryOut(ledgerIn('checking'), [
    verdict('parity', 'PASS', 'both environments are configured alike'),
    verdict('smoke', 'INSUFFICIENT_DATA', 'no answer was read'),
    verdict('shadow', 'PENDING', 'requests are mirrored'),
  ]);
  const shifted = carryOut(checked, lifeOf('v2', quietLedger()).slice(4, 6), at(60));
  const aborted = carryOut(shifted, [{ kind: 'request-abort', reason: 'wrong file', by: 'ada' }], at(600));
  expect(render(aborted)).toBe(
    [
      'fraud in eu-west-1',
      '',
      'live      v1 in blue since 2026-01-01T00:00:00Z (12 min ago)',
      '          repo/model:v1',
      'standby   none',
      'traffic   blue 90 %, green 10 %',
      'release   v2 to green: shifting since 2026-01-01T00:01:00Z (11 min ago)',
      '          v2-release',
      '          started 2026-01-01T00:00:00Z (12 min ago) by tests',
      '          step 1 of 2: 10 %, read back',
      '          PASS parity: both environments are configured alike',
      '          NO DATA smoke: no answer was read',
      '          PENDING shadow: requests are mirrored',
      'abort     asked for 2026-01-01T00:10:00Z (2 min ago) by ada: wrong file',
      'last      v1 promoted 2026-01-01T00:00:00Z (12 min ago)',
      '          version v1 passed its checks and its bake time; the bake time is over:',
      '          8 minutes measured',
    ].join('\n'),
  );
});

test('a step whose weights were not read back yet says so', () => {
  const intended = carryOut(ledgerIn('checking'), [{ kind: 'intend-shift', releaseId: RELEASE_2, stepIndex: 0 }]);
  expect(render(intended)).toContain('step 1 of 2: 10 %, being written');
});

test('a promoted version has the one before it as standby', () => {
  const text = render(ledgerIn('standby'));
  expect(text).toContain('live      v2 in green since');
  expect(text).toContain('standby   v1 in blue since');
});

test('a rollback says why, and whether traffic is back', () => {
  const decided = carryOut(
    ledgerIn('shifting'),
    [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason: ALARM_REASON }],
    at(660),
  );
  expect(render(decided)).toContain(
    'rollback  decided 2026-01-01T00:11:00Z (1 min ago): alarm fires\n          traffic is not back yet',
  );
  const back = carryOut(decided, [{ kind: 'traffic-restored', releaseId: RELEASE_2, environment: 'blue' }], at(661));
  expect(render(back)).toContain('traffic back 2026-01-01T00:11:01Z (59 s ago)');
});

test('a pause and a promotion in full say who, why and since when', () => {
  const asked = carryOut(readyToShift(), [...step(0), wish('promote-full'), wish('pause')], at(600));
  const text = render(asked);
  expect(text).toMatch(/paused +2026-01-01T00:10:00Z .*by ada: a test/);
  expect(text).toMatch(/in full +asked for 2026-01-01T00:10:00Z .*by ada: a test/);
});

test('a release that recoveries gave up says so', () => {
  const names = Array.from({ length: 7 }, (_, index) => (index === 0 ? RELEASE_2 : `recovery-${index}`));
  const adoptions = names.slice(1).map((name, index): LedgerCommand => {
    return { kind: 'adopt', executionArn: executionArn(name), deadExecutionName: names[index] };
  });
  const text = render(carryOut(ledgerIn('retiring-failed'), adoptions));
  expect(text).toContain('given up  5 executions in a row died in phase retiring-failed');
});

test('no line is wider than 80 columns, however long the reason', () => {
  const reason = { ...ALARM_REASON, reason: 'p99 latency was above 500 ms '.repeat(10).trim() };
  const text = render(carryOut(ledgerIn('baking'), [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('colours change nothing but the colours', () => {
  const coloured = render(ledgerIn('retiring-failed'), pc.createColors(true));
  expect(coloured).not.toBe(render(ledgerIn('retiring-failed')));
  expect(stripVTControlCharacters(coloured)).toBe(render(ledgerIn('retiring-failed')));
});
