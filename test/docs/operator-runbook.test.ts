import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RollbackTrigger } from '../../lib/contract';
import { blamesVersion } from '../../lib/core/ledger/rejection';
import { signalNames } from '../../lib/monitoring/rollback-signals';

const LINES = readFileSync(join(__dirname, '../../docs/operator-runbook.md'), 'utf8').split('\n');

/** Cells of the table under a header. */
function rowsUnder(header: RegExp): readonly (readonly string[])[] {
  const start = LINES.findIndex((line) => header.test(line));
  const end = LINES.findIndex((line, index) => index > start && !line.startsWith('|'));
  return LINES.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the first minute leads from each rollback alarm to what to do', () => {
  const seen = rowsUnder(/^\| you see/)
    .map(([what]) => what)
    .join(' ');
  const every = signalNames({
    loadBalancer: {},
    gateways: {},
    protectsCallers: true,
    endpoint: {},
    probes: {},
    judge: {},
  });
  for (const signal of every) expect(seen).toContain(`\`…-${signal}\``);
});

const TRIGGERS = rowsUnder(/^\| trigger/);

test('each trigger of a rollback is told', () => {
  const every: Readonly<Record<RollbackTrigger, true>> = {
    alarm: true,
    watch: true,
    judge: true,
    check: true,
    abort: true,
    error: true,
    operator: true,
    'execution-died': true,
  };
  expect(new Set(TRIGGERS.map(([trigger]) => trigger.replaceAll('`', '')))).toEqual(new Set(Object.keys(every)));
});

test.each<[RollbackTrigger, 'FAIL' | 'INSUFFICIENT_DATA']>([
  ['watch', 'FAIL'],
  ['watch', 'INSUFFICIENT_DATA'],
  ['judge', 'FAIL'],
  ['judge', 'INSUFFICIENT_DATA'],
  ['check', 'FAIL'],
  ['check', 'INSUFFICIENT_DATA'],
])('whether %s with %s rejects the version is told as it is', (trigger, status) => {
  const row = TRIGGERS.find(([name, meaning]) => name === `\`${trigger}\`` && meaning.includes(`\`${status}\``));
  expect(row?.[2]).toBe(blamesVersion({ trigger, evidence: { status } }) ? 'yes' : 'no');
});
