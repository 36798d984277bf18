import { Phase } from '../../lib/contract';
import { firstLedgerIn, ledgerIn, MODEL, quietLedger, T0 } from '../core/ledger/ledgers';
import { GROUPS } from '../handlers/world/world';
import { CALLER, Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const rollback = () => operator.run('rollback', MODEL, '--reason', 'customers complain');

test.each<Phase>(['shifting', 'baking', 'standby'])('moves the traffic of a release in phase %s', async (phase) => {
  await operator.setLedger(ledgerIn(phase));
  expect(await rollback()).toEqual({
    code: 0,
    output: ['back      traffic goes to blue with 2 healthy targets', 'traffic   blue 100 %, green 0 %'].join('\n'),
  });
  expect(operator.world.weights).toEqual({ blue: 100, green: 0 });
  expect((await operator.store.read()).release?.rollback).toMatchObject({
    trigger: 'operator',
    reason: `${CALLER} asked to roll back: customers complain`,
  });
});

test('says what it means for callers of a version that nobody should go back behind', async () => {
  const ledger = ledgerIn('baking');
  const verdict = {
    check: 'data-contract',
    status: 'PASS' as const,
    reason: 'r',
    evidence: {},
    rollForwardOnly: 'it breaks',
  };
  await operator.setLedger({ ...ledger, release: { ...ledger.release!, verdicts: [verdict] } });
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(output.split('\n').slice(2)).toEqual([
    'note      version v2 was to roll forward only: it breaks',
    '          callers that rely on what it changed need another version of it soon',
  ]);
});

test('a second call is a success too: traffic is back', async () => {
  await operator.setLedger(ledgerIn('baking'));
  await rollback();
  const again = await rollback();
  expect(again.code).toBe(0);
  expect(again.output).toContain('ignored   the release was rolled back already');
});

test('before traffic moved it is on the stable side, and the release is aborted', async () => {
  await operator.setLedger(ledgerIn('checking'));
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(output.split('\n')).toEqual([
    'ignored   the release has not moved traffic yet; it is aborted',
    'traffic   blue 100 %, green 0 %',
  ]);
});

test('a first release goes back to no version', async () => {
  await operator.setLedger(firstLedgerIn('baking'));
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(output).toContain('traffic   none: no version is live, the rule answers 503');
});

test('exits with 2 when the stable side has no healthy target', async () => {
  await operator.setLedger(ledgerIn('baking'));
  operator.world.healthy.blue = 0;
  const { code, output } = await rollback();
  expect(code).toBe(2);
  expect(output.replaceAll(/\s+/g, ' ')).toBe(
    'HELD traffic stays where it is: the stable side is blue with 0 healthy targets; start its tasks ' +
      'traffic blue 0 %, green 100 %',
  );
});

test('exits with 2 when no release is running, and nothing was live before', async () => {
  await operator.setLedger(quietLedger());
  const { code, output } = await rollback();
  expect(code).toBe(2);
  expect(output.split('\n')).toEqual([
    'ignored   no release is active',
    'traffic   blue 100 %, green 0 %',
    'gone      no copy of a version before v1 is on record',
    'next      release the version that you want: bluegreen release fraud --version …',
  ]);
});

test('names the version before, which has to be released again when its copy is gone', async () => {
  const quiet = quietLedger();
  const ended = { version: 'v0', contentHash: 'h0', image: 'model:v0', releaseId: 'r0', outcome: 'promoted' as const };
  await operator.setLedger({ ...quiet, ended: [{ ...ended, reason: 'r', evidence: {}, endedAt: quiet.live!.since }] });
  const { code, output } = await rollback();
  expect(code).toBe(2);
  expect(output.replaceAll(/\s+/g, ' ')).toContain(
    'next v0 was live before; release it again, with the settings that are deployed now: ' +
      'bluegreen release fraud --version v0 --image model:v0 --wait',
  );
});

test('exits with 2 when the version before is being retired for more than a quarter of an hour', async () => {
  await operator.setLedger(ledgerIn('retiring'));
  const { code, output } = await rollback();
  expect(code).toBe(2);
  expect(output).toContain('the standby time is over');
  expect(operator.now.getTime() - Date.parse(T0)).toBe(15 * 60_000);
});

test('needs no ledger to move traffic when it succeeds: the function is asked at once', async () => {
  await operator.setLedger(ledgerIn('baking'));
  const before = operator.account.journal.length;
  await rollback();
  const called = operator.account.journal.slice(before).map(({ service, operation }) => `${service}:${operation}`);
  expect(called.slice(0, 3)).toEqual(['ssm:GetParameter', 'sts:GetCallerIdentity', 'lambda:Invoke']);
  expect(operator.world.actions[0]?.ForwardConfig?.TargetGroups).toEqual([
    { TargetGroupArn: GROUPS.blue, Weight: expect.any(Number) },
  ]);
});

test('fails when the function fails, with its error', async () => {
  await operator.setLedger(ledgerIn('baking'));
  operator.trafficOutcome = {
    ok: false,
    error: { errorType: 'WeightsNotApplied', errorMessage: 'production traffic must be on blue', trace: [] },
  };
  await expect(rollback()).rejects.toThrow(
    'fraud-traffic failed with WeightsNotApplied: production traffic must be on blue; run the command again, repeating it is harmless',
  );
});

test('fails when the function answers something else', async () => {
  operator.trafficOutcome = { ok: true, payload: '{"moved":true}' };
  await expect(rollback()).rejects.toThrow(
    'fraud-traffic must answer with action, reason and weights, got {"moved":true}',
  );
});

test('fails when the function is gone', async () => {
  await operator.account.call('lambda', 'DeleteFunction', { FunctionName: 'fraud-traffic' });
  await expect(rollback()).rejects.toThrow(
    /Function not found.*; a part of the deployed model is missing; deploy it again/,
  );
});
