import { ledgerIn, MODEL, quietLedger } from '../core/ledger/ledgers';
import { Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

test('a model without releases', async () => {
  expect(await operator.run('status', MODEL)).toEqual({
    code: 0,
    output: [
      'fraud in eu-west-1',
      '',
      'live      none',
      'standby   none',
      'traffic   none: no version is live, the rule answers 503',
      'release   none is running',
    ].join('\n'),
  });
});

test('a model between two releases', async () => {
  await operator.setLedger(quietLedger());
  operator.now = new Date('2026-01-01T00:12:30.000Z');
  expect((await operator.run('status', MODEL)).output).toBe(
    [
      'fraud in eu-west-1',
      '',
      'live      v1 in blue since 2026-01-01T00:00:00Z (12 min ago)',
      '          repo/model:v1',
      'standby   none',
      'traffic   blue 100 %, green 0 %',
      'release   none is running',
      'last      v1 promoted 2026-01-01T00:00:00Z (12 min ago)',
      '          version v1 passed its checks and its bake time; the bake time is over:',
      '          8 minutes measured',
    ].join('\n'),
  );
});

test('--json has every member, also when there is nothing', async () => {
  const report = JSON.parse((await operator.run('status', MODEL, '--json')).output);
  expect(report).toEqual({
    modelName: MODEL,
    region: 'eu-west-1',
    live: null,
    standby: null,
    weights: { blue: 0, green: 0 },
    release: null,
    lastEnded: null,
    rejected: [],
  });
});

test('--json of a running release is the ledger', async () => {
  const ledger = ledgerIn('shifting');
  await operator.setLedger(ledger);
  const report = JSON.parse((await operator.run('status', MODEL, '--json')).output);
  expect(report).toMatchObject({
    live: { version: 'v1', environment: 'blue' },
    weights: { blue: 90, green: 10 },
    release: JSON.parse(JSON.stringify(ledger.release)),
    lastEnded: { version: 'v1', outcome: 'promoted' },
  });
});

test('reads only: one parameter, one item', async () => {
  await operator.run('status', MODEL);
  expect(operator.calls('ssm').slice(1)).toEqual(['GetParameter']); // after the deployment's PutParameter
  expect(operator.calls('dynamodb').slice(1)).toEqual(['GetItem']);
});
