import { join } from 'node:path';
import { Check, CheckMode, GoldenDataset, GoldenRule } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';
import { Definition, State, stateMachineDefinition } from '../helpers/state-machine-definition';

const dataset = GoldenDataset.fromAsset(join(__dirname, '../checks/fixtures/golden.jsonl'));

function definitionOf(mode?: CheckMode): Definition {
  const check = Check.goldenSet({
    name: 'payments',
    dataset,
    rules: [GoldenRule.label('label')],
    mode,
    maxConcurrency: 7,
  });
  return stateMachineDefinition(modelTemplate({ checks: [check] }));
}

type MapState = State & { readonly ItemProcessor: Definition & { readonly ProcessorConfig: object } };

describe('a golden set', () => {
  const { States } = definitionOf();
  const send = States['Send: payments'] as MapState;
  const shard = send.ItemProcessor.States['Shard: payments'];

  test('is split, sent, put together and recorded', () => {
    expect(States['Passed: health?'].Choices?.[0].Next).toBe('Split: payments');
    expect(States['Split: payments']).toMatchObject({
      Parameters: { Payload: { action: 'split', 'releaseId.$': '$.release.releaseId', spec: { name: 'payments' } } },
      ResultSelector: { 'shards.$': '$.Payload.shards' },
      Next: 'Send: payments',
    });
    expect(send.Next).toBe('Reduce: payments');
    expect(States['Reduce: payments'].Next).toBe('Check: payments');
    expect(States['Check: payments']).toMatchObject({
      Parameters: { Payload: { action: 'record', name: 'payments', 'result.$': '$.goldenSet' } },
      Next: 'Passed: payments?',
    });
  });

  test('its workers are executions of their own, none of which may fail', () => {
    expect(send).toMatchObject({
      ItemsPath: '$.goldenSet.shards',
      ItemSelector: { 'releaseId.$': '$.release.releaseId', 'shard.$': '$$.Map.Item.Value' },
      MaxConcurrency: 7,
      ResultPath: null,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    expect((send as { ToleratedFailurePercentage?: number }).ToleratedFailurePercentage ?? 0).toBe(0);
  });

  test('a worker is tried again as every task is, and ends with nothing', () => {
    expect(shard).toMatchObject({ OutputPath: null, End: true, TimeoutSeconds: 905 });
    expect(shard.Retry).toEqual(States['Check: health'].Retry);
  });

  test.each(['Split: payments', 'Send: payments', 'Reduce: payments'])('%s that died is no pass', (name) => {
    expect(States[name].Catch).toMatchObject([
      { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: payments' },
      { ErrorEquals: ['States.ALL'], Next: 'No answer: payments' },
    ]);
    expect(States['No answer: payments']).toMatchObject({ Next: 'Check failed', Catch: [{ Next: 'Roll back' }] });
  });

  test('only PASS goes on, and a first release with nothing to compare with', () => {
    const { Choices, Default } = States['Passed: payments?'];
    expect(Choices).toMatchObject([
      { Variable: '$.verdict.status', StringEquals: 'PASS', Next: 'Announce shifting' },
      {
        And: [
          { Variable: '$.verdict.status', StringEquals: 'INSUFFICIENT_DATA' },
          { Variable: '$.goldenSet.exempt', BooleanEquals: true },
        ],
        Next: 'Announce shifting',
      },
    ]);
    expect(Default).toBe('Check failed');
  });
});

test('an advisory golden set goes on in any case', () => {
  const { States } = definitionOf(CheckMode.ADVISORY);
  expect(States['Passed: payments?'].Default).toBe('Announce shifting');
  expect(States['No answer: payments'].Next).toBe('Announce shifting');
  expect(States['Check: payments'].Parameters?.Payload.advisory).toBe(true);
});
