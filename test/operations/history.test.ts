import { LedgerCommand } from '../../lib/core/ledger/command';
import { emptyLedger } from '../../lib/core/ledger/ledger';
import { ALARM_REASON, lifeOf, MODEL, quietLedger, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

/** v1 is promoted, then v2 fails at its first step. */
async function twoReleases(): Promise<void> {
  await operator.carryOut(lifeOf('v1', emptyLedger(MODEL)));
  const failing = lifeOf('v2', quietLedger());
  const releaseId = RELEASE_2;
  const back: LedgerCommand[] = [
    { kind: 'decide-rollback', releaseId, reason: ALARM_REASON },
    { kind: 'traffic-restored', releaseId, environment: 'blue' },
    { kind: 'record-rollback', releaseId },
    { kind: 'finish', releaseId },
  ];
  await operator.carryOut([...failing.slice(0, 6), ...back]);
}

test('a model without releases', async () => {
  expect(await operator.run('history', MODEL)).toEqual({
    code: 0,
    output: 'fraud in eu-west-1: no release has ended yet',
  });
});

test('ended releases, newest first, and the decisions of the newest with their numbers', async () => {
  await twoReleases();
  operator.now = new Date('2026-01-01T00:20:00.000Z');
  const { output } = await operator.run('history', MODEL);
  const [releases, decisions] = output.split('\n\nDecisions of v2-release:\n');
  expect(releases).toBe(
    [
      'fraud in eu-west-1: 2 releases have ended',
      '',
      'v2 rolled back 2026-01-01T00:00:21Z (19 min ago)',
      '  v2-release',
      '  alarm fires',
      '',
      'v1 promoted 2026-01-01T00:00:11Z (19 min ago)',
      '  v1-release',
      '  version v1 passed its checks and its bake time; the bake time is over: 8',
      '  minutes measured',
    ].join('\n'),
  );
  expect(decisions).toContain(
    [
      '  2026-01-01T00:00:17Z  step-0',
      '    10 % of the traffic is on green, read back',
      '    stepIndex=0 from={"blue":100,"green":0} to={"blue":90,"green":10}',
      '  2026-01-01T00:00:18Z  decide-rollback',
      '    alarm fires',
      '    trigger=alarm phase=shifting alarm=fraud-green-errors',
    ].join('\n'),
  );
});

test('--limit lists fewer, and says how many there are', async () => {
  await twoReleases();
  const { output } = await operator.run('history', MODEL, '--limit', '1');
  expect(output).toContain('2 releases have ended, 1 shown');
  expect(output).not.toContain('v1-release');
});

test('--release shows one, also while it is running', async () => {
  await operator.carryOut(lifeOf('v1', emptyLedger(MODEL)));
  await operator.carryOut(lifeOf('v2', quietLedger()).slice(0, 3));
  const ended = JSON.parse((await operator.run('history', MODEL, '--release', RELEASE_1, '--json')).output);
  expect(ended).toMatchObject({ releases: [{ version: 'v1' }], decisionsOf: RELEASE_1 });
  const running = JSON.parse((await operator.run('history', MODEL, '--release', RELEASE_2, '--json')).output);
  expect(running).toMatchObject({ releases: [], decisionsOf: RELEASE_2, decisions: [{ kind: 'start' }, {}, {}] });
});

test('--json has the whole releases and decisions', async () => {
  await twoReleases();
  const report = JSON.parse((await operator.run('history', MODEL, '--json')).output);
  expect(report).toMatchObject({ modelName: MODEL, region: 'eu-west-1', total: 2, decisionsOf: RELEASE_2 });
  expect(report.releases.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['rolled-back', 'promoted']);
  expect(report.releases[0]).toMatchObject({ evidence: { trigger: 'alarm', alarm: 'fraud-green-errors' } });
  expect(report.decisions.map(({ kind }: { kind: string }) => kind)).toEqual([
    'start',
    'phase-provisioning',
    'provisioned',
    'phase-checking',
    'intend-step-0',
    'step-0',
    'decide-rollback',
    'traffic-restored',
    'record-rollback',
    'finish',
  ]);
});

test('reads all pages of a long history', async () => {
  const padding = 'x'.repeat(300_000); // four of them are more than the 1 MB of one page
  for (let minute = 0; minute < 5; minute++) {
    const at = `2026-01-01T00:0${minute}:00.000Z`;
    await operator.store.record({ releaseId: 'long', kind: 'look', at, reason: 'roll-back', evidence: { padding } });
  }
  const report = JSON.parse((await operator.run('history', MODEL, '--release', 'long', '--json')).output);
  expect(report.decisions).toHaveLength(5);
  expect(operator.calls('dynamodb').filter((name) => name === 'Query').length).toBeGreaterThan(2);
});

test('fails for a release that never was; a longer id is another release', async () => {
  await operator.carryOut(lifeOf('v1', emptyLedger(MODEL)));
  await expect(operator.run('history', MODEL, '--release', 'v1')).rejects.toThrow(
    'no release "v1" in the history of model "fraud"; list the ids with bluegreen history fraud',
  );
});
