import { Json } from '../../../../lib/rehearsal/asl';
import { START, runStates } from '../support';

describe('Wait', () => {
  const IN_AN_HOUR = '2026-01-01T01:00:00Z';

  test.each<[object, Json, number]>([
    [{ Seconds: 0 }, {}, 0],
    [{ Seconds: 90 }, {}, 90],
    [{ Seconds: 99_999_999 }, {}, 99_999_999],
    [{ SecondsPath: '$.plan.bakeSeconds' }, { plan: { bakeSeconds: 1800 } }, 1800],
    [{ SecondsPath: '$$.Execution.Input' }, 12, 12],
    [{ SecondsPath: '$', InputPath: '$.s' }, { s: 3 }, 3],
    [{ Timestamp: IN_AN_HOUR }, {}, 3600],
    [{ Timestamp: '2025-12-31T23:59:59Z' }, {}, 0],
    [{ TimestampPath: '$.until' }, { until: IN_AN_HOUR }, 3600],
    [{ TimestampPath: '$.until' }, { until: '2026-01-01T01:00:00+00:30' }, 1800],
  ])('%j with %j', async (fields, input, seconds) => {
    const result = await runStates({ Wait: { Type: 'Wait', ...fields, End: true } }, input);
    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  test.each<[object, Json]>([
    [{ SecondsPath: '$.s' }, {}],
    [{ SecondsPath: '$.s' }, { s: '5' }],
    [{ SecondsPath: '$.s' }, { s: 1.5 }],
    [{ SecondsPath: '$.s' }, { s: -1 }],
    [{ TimestampPath: '$.t' }, { t: 'tomorrow' }],
    [{ TimestampPath: '$.t' }, { t: 5 }],
  ])('fails with %j on %j', async (fields, input) => {
    const result = await runStates({ Wait: { Type: 'Wait', ...fields, End: true } }, input);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime', seconds: 0 });
  });

  test('reports entering and leaving with virtual times', async () => {
    const { events } = await runStates({
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Done' },
      Done: { Type: 'Succeed' },
    });
    expect(events).toEqual([
      { kind: 'state-entered', at: START, state: 'Wait', type: 'Wait', within: [] },
      { kind: 'state-exited', at: START + 60_000, state: 'Wait', type: 'Wait', within: [], next: 'Done' },
      { kind: 'state-entered', at: START + 60_000, state: 'Done', type: 'Succeed', within: [] },
      { kind: 'state-exited', at: START + 60_000, state: 'Done', type: 'Succeed', within: [] },
    ]);
  });
});

describe('Succeed', () => {
  test('gives its filtered input', async () => {
    const result = await runStates({ Done: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' } }, { a: { b: 1 } });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });
});

describe('Fail', () => {
  test.each<[object, object]>([
    [{}, {}],
    [{ Error: 'E' }, { error: 'E' }],
    [
      { Error: 'E', Cause: 'because' },
      { error: 'E', cause: 'because' },
    ],
    [
      { ErrorPath: '$.e.Error', CausePath: '$.e.Cause' },
      { error: 'ReleaseAborted', cause: 'by hand' },
    ],
    [
      { Error: 'ReleaseRolledBack', CausePath: "States.Format('rolled back: {} ({})', $.e.Cause, $$.Execution.Name)" },
      { error: 'ReleaseRolledBack', cause: 'rolled back: by hand (run-1)' },
    ],
    [{ CausePath: 'States.JsonToString($.e)' }, { cause: '{"Error":"ReleaseAborted","Cause":"by hand"}' }],
  ])('with %j', async (fields, expected) => {
    const input = { e: { Error: 'ReleaseAborted', Cause: 'by hand' }, n: 1 };
    const { status, ...result } = await runStates({ End: { Type: 'Fail', ...fields } }, input);
    expect(status).toBe('FAILED');
    expect('error' in result ? result.error : undefined).toBe((expected as { error?: string }).error);
    expect('cause' in result ? result.cause : undefined).toBe((expected as { cause?: string }).cause);
    expect(result.events.at(-1)).toMatchObject({ kind: 'state-failed', state: 'End', ...expected });
  });

  test.each([{ CausePath: '$.gone' }, { CausePath: '$.n' }, { ErrorPath: 'States.ArrayGetItem(States.Array(1), 0)' }])(
    'fails with States.Runtime for %j, which gives no string',
    async (fields) => {
      expect(await runStates({ End: { Type: 'Fail', ...fields } }, { n: 1 })).toMatchObject({
        error: 'States.Runtime',
      });
    },
  );
});
