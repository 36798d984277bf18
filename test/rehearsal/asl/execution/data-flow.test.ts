import { Json } from '../../../../lib/rehearsal/asl';
import { START, answers, pass, runStates, task } from '../support';

describe('fields of a Pass state', () => {
  test.each<[object, Json, Json]>([
    [{}, { a: 1 }, { a: 1 }],
    [{ Result: { b: 2 } }, { a: 1 }, { b: 2 }],
    [{ Result: false }, { a: 1 }, false],
    [{ Result: 0 }, { a: 1 }, 0],
    [{ Result: '' }, { a: 1 }, ''],
    [{ Result: null }, { a: 1 }, null],
    [{ Result: 2, ResultPath: '$.r' }, { a: 1 }, { a: 1, r: 2 }],
    [{ Result: 2, ResultPath: null }, { a: 1 }, { a: 1 }],
    [{ Result: 2, ResultPath: '$' }, { a: 1 }, 2],
    [{ InputPath: '$.a' }, { a: { b: 1 } }, { b: 1 }],
    [{ InputPath: null }, { a: 1 }, {}],
    [{ OutputPath: null }, { a: 1 }, {}],
    [{ OutputPath: '$.a' }, { a: 1 }, 1],
    [{ OutputPath: '$.list[*].n' }, { list: [{ n: 1 }, { n: 2 }] }, [1, 2]],
    [
      { InputPath: '$.a', ResultPath: '$.copy' },
      { a: 1, z: 0 },
      { a: 1, z: 0, copy: 1 },
    ],
    [{ InputPath: '$$.Execution.Name' }, {}, 'run-1'],
    [{ OutputPath: '$$.StateMachine.Name' }, {}, 'release'],
    [
      { Parameters: { fixed: [1, null], 'a.$': '$.a', deep: { list: [{ 'b.$': '$.b' }] } } },
      { a: 1, b: 2 },
      { fixed: [1, null], a: 1, deep: { list: [{ b: 2 }] } },
    ],
    [
      { InputPath: '$.in', Parameters: { 'x.$': '$.x' }, ResultPath: '$.out', OutputPath: '$.out' },
      { in: { x: 3 } },
      { x: 3 },
    ],
    [{ Parameters: { 'b.$': 'States.Array(false, null, 0)' } }, {}, { b: [false, null, 0] }],
    [{ Parameters: { $: 'kept', price$: 1 } }, {}, { $: 'kept', price$: 1 }],
  ])('%j', async (fields, input, expected) => {
    expect(await pass(fields, input)).toEqual(expected);
  });

  test.each<[object, Json, string]>([
    [{ InputPath: '$.gone' }, {}, "States.Runtime: an error occurred while executing the state 'Only'"],
    [
      { Parameters: { 'a.$': '$.gone' } },
      { b: 1 },
      "'$.gone' of the field 'a.$' could not be found in the input {\"b\":1}",
    ],
    [{ Parameters: { 'a.$': '$$.Task.Token' } }, {}, 'could not be found in the context object'],
    [{ OutputPath: '$.gone' }, {}, "'$.gone' of the field 'OutputPath'"],
    [{ Result: 1, ResultPath: '$.a.b' }, { a: 1 }, 'States.ResultPathMatchFailure: unable to apply ResultPath'],
  ])('fails for %j on %j', async (fields, input, message) => {
    expect(await pass(fields, input)).toContain(message);
  });
});

test('the context object tells about the execution, the machine and the state', async () => {
  const result = await runStates(
    {
      Wait: { Type: 'Wait', Seconds: 90, Next: 'Look' },
      Look: { Type: 'Pass', Parameters: { 'context.$': '$$' }, OutputPath: '$.context', End: true },
    },
    { version: '1.3.0' },
    { roleArn: 'arn:aws:iam::123456789012:role/workflow' },
  );
  expect(result).toMatchObject({
    status: 'SUCCEEDED',
    output: {
      Execution: {
        Id: 'arn:aws:states:eu-west-1:123456789012:execution:release:run-1',
        Name: 'run-1',
        Input: { version: '1.3.0' },
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
        RoleArn: 'arn:aws:iam::123456789012:role/workflow',
      },
      State: { Name: 'Look', EnteredTime: '2026-01-01T00:01:30.000Z', RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:release', Name: 'release' },
    },
  });
  expect(result.startedAt).toBe(START);
});

test('a task takes its result through ResultSelector, ResultPath and OutputPath', async () => {
  const invokeLambda = answers({ ready: true });
  const result = await runStates(
    {
      Poll: task({
        InputPath: '$.release',
        ResultSelector: { 'ready.$': '$.Payload.ready', 'status.$': '$.StatusCode', 'version.$': '$.ExecutedVersion' },
        ResultPath: '$.poll',
        OutputPath: '$.poll',
        End: true,
      }),
    },
    { release: { id: 'r1' } },
    { invokeLambda },
  );
  expect(invokeLambda.mock.calls[0][1]).toEqual({ id: 'r1' });
  expect(result).toMatchObject({ output: { ready: true, status: 200, version: '$LATEST' } });
});
