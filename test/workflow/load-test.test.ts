import { Duration } from 'aws-cdk-lib';
import { Check, CheckMode } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';
import { Definition, State, stateMachineDefinition } from '../helpers/state-machine-definition';

function definitionOf(mode?: CheckMode, beyondPeak?: boolean): Definition {
  const check = Check.loadTest({
    name: 'peak',
    peakRps: 120,
    requests: [{ body: { x: 1 } }],
    limits: { p90: Duration.millis(100) },
    mode,
    beyondPeak,
  });
  return stateMachineDefinition(modelTemplate({ checks: [check] }));
}

type MapState = State & { readonly ItemProcessor: Definition & { readonly ProcessorConfig: object } };

describe('a load test', () => {
  const { States } = definitionOf();
  const send = States['Send: peak'] as MapState;
  const worker = send.ItemProcessor.States['Worker: peak'];

  test('is prepared, then ordered, sent and counted part by part, and recorded', () => {
    expect(States['Passed: health?'].Choices?.[0].Next).toBe('Prepare: peak');
    expect(States['Prepare: peak']).toMatchObject({
      Parameters: { Payload: { action: 'prepare', 'releaseId.$': '$.release.releaseId', spec: { name: 'peak' } } },
      Next: 'Order: peak',
    });
    expect(States['Order: peak']).toMatchObject({
      Parameters: { Payload: { action: 'order', 'part.$': '$.loadTest.part', rules: { peakRps: 120 } } },
      ResultSelector: { 'startAtMs.$': '$.Payload.startAtMs', 'workers.$': '$.Payload.workers' },
      Next: 'Send: peak',
    });
    expect(send.Next).toBe('Count: peak');
    expect(States['Count: peak'].Next).toBe('Over: peak?');
    expect(States['Over: peak?']).toMatchObject({
      Choices: [{ Variable: '$.loadTest.result', IsNull: true, Next: 'Order: peak' }],
      Default: 'Check: peak',
    });
    expect(States['Check: peak']).toMatchObject({
      Parameters: { Payload: { action: 'record', name: 'peak', 'result.$': '$.loadTest.result' } },
      Next: 'Passed: peak?',
    });
  });

  test('its workers are executions of their own at the same time, none of which may fail', () => {
    expect(send).toMatchObject({
      ItemsPath: '$.loadTest.workers',
      ItemSelector: { 'startAtMs.$': '$.loadTest.startAtMs', 'worker.$': '$$.Map.Item.Value' },
      ResultPath: null,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    expect((send as { MaxConcurrency?: number }).MaxConcurrency ?? 0).toBe(0); // no bound: all of them must begin
    expect((send as { ToleratedFailurePercentage?: number }).ToleratedFailurePercentage ?? 0).toBe(0);
  });

  test('a worker is called again only when its call was refused', () => {
    expect(worker).toMatchObject({ OutputPath: null, End: true, TimeoutSeconds: 905 });
    expect(worker.Retry).toMatchObject([{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 4 }]);
  });

  test('the corpus stands in the definition once', () => {
    expect(JSON.stringify(States).match(/"corpus"/g)).toHaveLength(1);
  });

  test.each(['Prepare: peak', 'Order: peak', 'Send: peak', 'Count: peak'])('%s that died is no pass', (name) => {
    expect(States[name].Catch).toMatchObject([
      { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: peak' },
      { ErrorEquals: ['States.ALL'], Next: 'No answer: peak' },
    ]);
    expect(States['No answer: peak']).toMatchObject({ Next: 'Check failed', Catch: [{ Next: 'Roll back' }] });
  });

  test('only PASS goes on', () => {
    const { Choices, Default } = States['Passed: peak?'];
    expect(Choices).toEqual([{ Variable: '$.verdict.status', StringEquals: 'PASS', Next: 'Announce shifting' }]);
    expect(Default).toBe('Check failed');
  });
});

test('an advisory load test goes on in any case', () => {
  const { States } = definitionOf(CheckMode.ADVISORY);
  expect(States['Passed: peak?'].Default).toBe('Announce shifting');
  expect(States['No answer: peak'].Next).toBe('Announce shifting');
  expect(States['Check: peak'].Parameters?.Payload.advisory).toBe(true);
});

test('alarms that saw a stage beyond the peak are waited for, when the release goes on', () => {
  const { States } = definitionOf(undefined, true);
  expect(States['Over: peak?']).toMatchObject({
    Choices: [
      { Variable: '$.loadTest.result', IsNull: true, Next: 'Order: peak' },
      { Variable: '$.loadTest.result.status', StringEquals: 'PASS', Next: 'Wait after: peak' },
    ],
    Default: 'Check: peak',
  });
  expect(States['Wait after: peak']).toMatchObject({ Seconds: 360, Next: 'Check: peak' });
});
