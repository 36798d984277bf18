import { InvalidStateMachine, parseStateMachine } from '../../../../lib/rehearsal/asl';
import { FUNCTION_ARN, INVOKE, task } from '../support';

const END = { Type: 'Pass', End: true };

/** The problems of a machine whose only state is the given one (and `Done`, to lead to). */
function problemsOf(state: object): readonly string[] {
  return problems({ StartAt: 'Only', States: { Only: state } });
}

function problems(definition: unknown): readonly string[] {
  try {
    parseStateMachine(definition);
  } catch (error) {
    if (error instanceof InvalidStateMachine) return error.problems;
    throw error;
  }
  return [];
}

test('accepts every field that is rehearsed', () => {
  const handlers = {
    Retry: [
      {
        ErrorEquals: ['A', 'States.Timeout'],
        IntervalSeconds: 2,
        MaxAttempts: 0,
        BackoffRate: 1.5,
        MaxDelaySeconds: 9,
        JitterStrategy: 'FULL',
      },
      { ErrorEquals: ['States.ALL'] },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Fail' }],
  };
  const definition = {
    Comment: 'c',
    Version: '1.0',
    QueryLanguage: 'JSONPath',
    TimeoutSeconds: 60,
    StartAt: 'Pass',
    States: {
      Pass: {
        Type: 'Pass',
        Comment: 'c',
        Result: null,
        InputPath: null,
        OutputPath: '$$.Execution.Input',
        ResultPath: null,
        Next: 'Task',
      },
      Task: task({
        ...handlers,
        TimeoutSecondsPath: '$.t',
        ResultSelector: { 'v.$': '$.Payload' },
        ResultPath: '$.r',
        Next: 'Wait',
      }),
      Wait: { Type: 'Wait', SecondsPath: '$.s', Next: 'Choice' },
      Choice: {
        Type: 'Choice',
        Choices: [{ Comment: 'c', Variable: '$.a', IsNull: true, Next: 'Map' }],
        Default: 'Succeed',
      },
      Map: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemSelector: { 'i.$': '$$.Map.Item.Value' },
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Inner', States: { Inner: END } },
        ...handlers,
        Next: 'Parallel',
      },
      Parallel: { Type: 'Parallel', Branches: [{ StartAt: 'Left', States: { Left: END } }], ...handlers, End: true },
      Succeed: { Type: 'Succeed', InputPath: '$.x' },
      Fail: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: "States.Format('because {}', $.error.Cause)" },
    },
  };
  expect(parseStateMachine(definition).timeoutSeconds).toBe(60);
  expect(parseStateMachine(JSON.stringify(definition)).states.size).toBe(8);
});

describe('one problem in one state', () => {
  test.each<[object, string]>([
    [{ Type: 'Dance', End: true }, 'Type: '],
    [{ ...END, Assign: { x: 1 } }, '"Assign" is unknown or not rehearsed'],
    [{ ...END, QueryLanguage: 'JSONata' }, 'QueryLanguage: '],
    [{ Type: 'Pass' }, 'give exactly one of Next and "End": true'],
    [{ ...END, Next: 'Only' }, 'give exactly one of Next and "End": true'],
    [{ ...END, Next: 'Nowhere', End: false }, 'Next leads to "Nowhere", which does not exist'],
    [{ ...END, InputPath: 'x' }, 'InputPath: a path starts with "$"'],
    [{ ...END, ResultPath: '$.a[*]' }, 'ResultPath: "$.a[*]" must name exactly one node'],
    [{ ...END, ResultPath: '$$.State' }, 'ResultPath: "$$.State" must start with one "$"'],
    [{ ...END, Parameters: { 'a.$': 'plain' } }, 'Parameters: "a.$": expected a path or an intrinsic function'],
    [{ ...END, Parameters: { deep: [{ 'a.$': 1 }] } }, 'Parameters: "a.$" must be a path or an intrinsic function'],
    [{ ...END, Parameters: { a: 1, 'a.$': '$' } }, '"a" is given twice'],
    [{ ...END, Parameters: [] }, 'Parameters: expected an object'],
    [
      task({ End: true, Resource: FUNCTION_ARN }),
      'only arn:<partition>:states:::lambda:invoke and arn:<partition>:states:::states:startExecution.sync:2 are rehearsed',
    ],
    [task({ End: true, Resource: `${INVOKE}.waitForTaskToken` }), 'only arn:<partition>'],
    [task({ End: true, HeartbeatSeconds: 3 }), '"HeartbeatSeconds" is unknown or not rehearsed'],
    [task({ End: true, Parameters: { Payload: {} } }), 'lambda:invoke needs FunctionName'],
    [
      task({ End: true, Parameters: { FunctionName: 'f', Qualifier: '1' } }),
      'Qualifier of lambda:invoke is not rehearsed',
    ],
    [
      task({ End: true, Parameters: { FunctionName: 'f', InvocationType: 'Event' } }),
      'InvocationType must be RequestResponse',
    ],
    [task({ End: true, TimeoutSeconds: 0 }), 'TimeoutSeconds: '],
    [task({ End: true, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }), 'not both'],
    [task({ End: true, Retry: [{ ErrorEquals: [] }] }), 'Retry[0].ErrorEquals: '],
    [task({ End: true, Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }), 'Retry[0].BackoffRate: '],
    [task({ End: true, Retry: [{ ErrorEquals: ['A'], MaxAttempts: -1 }] }), 'Retry[0].MaxAttempts: '],
    [task({ End: true, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }), 'States.ALL must stand alone'],
    [task({ End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }), 'must be the last one'],
    [task({ End: true, Retry: [{ ErrorEquals: ['States.Timout'] }] }), 'there is no error name "States.Timout"'],
    [task({ End: true, Catch: [{ ErrorEquals: ['A'] }] }), 'Catch[0].Next: '],
    [task({ End: true, Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] }), 'Catch[0].Next leads to "Gone"'],
    [{ Type: 'Wait', End: true }, 'give exactly one of Seconds, SecondsPath, Timestamp, TimestampPath'],
    [{ Type: 'Wait', End: true, Seconds: 1, SecondsPath: '$.s' }, 'give exactly one of Seconds'],
    [{ Type: 'Wait', End: true, Seconds: 1.5 }, 'Seconds: '],
    [{ Type: 'Wait', End: true, Seconds: -1 }, 'Seconds: '],
    [
      { Type: 'Wait', End: true, Timestamp: '2026-01-01 00:00:00' },
      'Timestamp: "2026-01-01 00:00:00" is not a timestamp',
    ],
    [{ Type: 'Wait', End: true, Seconds: 1, ResultPath: null }, '"ResultPath" is unknown'],
    [{ Type: 'Succeed', End: true }, '"End" is unknown'],
    [{ Type: 'Fail', Error: 'A', ErrorPath: '$.e' }, 'give Error or ErrorPath, not both'],
    [{ Type: 'Fail', Cause: 'A', CausePath: '$.e' }, 'give Cause or CausePath, not both'],
    [{ Type: 'Fail', CausePath: 'States.Array(1)' }, 'CausePath: States.Array gives no string'],
    [{ Type: 'Choice', Choices: [] }, 'Choices: '],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true }] }, 'Choices[0]: a choice rule needs Next'],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'Only' }] }, 'exactly one operator, got none'],
    [
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, IsString: true, Next: 'Only' }] },
      'exactly one operator, got IsNull, IsString',
    ],
    [{ Type: 'Choice', Choices: [{ IsNull: true, Next: 'Only' }] }, 'IsNull needs Variable'],
    [{ Type: 'Choice', Choices: [{ StringEqualsPath: '$', Next: 'Only' }] }, 'StringEqualsPath needs Variable'],
    [{ Type: 'Choice', Choices: [{ Xor: [], Next: 'Only' }] }, 'unknown choice operator "Xor"'],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a', Equals: 1, Next: 'Only' }] }, 'unknown choice operator "Equals"'],
    [
      { Type: 'Choice', Choices: [{ Variable: '$.a', StringMatchesPath: '$', Next: 'Only' }] },
      'unknown choice operator',
    ],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a[*]', IsNull: true, Next: 'Only' }] }, 'must name exactly one node'],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: '1', Next: 'Only' }] }, 'must be a number, got "1"'],
    [
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: 'yes', Next: 'Only' }] },
      'IsPresent must be true or false',
    ],
    [{ Type: 'Choice', Choices: [{ Variable: '$.a', TimestampEquals: 'noon', Next: 'Only' }] }, 'must be an RFC 3339'],
    [{ Type: 'Choice', Choices: [{ And: [], Next: 'Only' }] }, 'And needs at least one condition'],
    [
      { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsNull: true, Next: 'x' }, Next: 'Only' }] },
      'exactly one operator',
    ],
    [
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Only' }], Default: 'Gone' },
      'Default leads to "Gone"',
    ],
    [{ Type: 'Map', End: true }, 'ItemProcessor: '],
    [
      {
        Type: 'Map',
        End: true,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: END } },
      },
      'ProcessorConfig.ExecutionType: ',
    ],
    [
      { Type: 'Map', End: true, Iterator: {}, ItemProcessor: { StartAt: 'I', States: { I: END } } },
      '"Iterator" is unknown',
    ],
    [{ Type: 'Parallel', End: true, Branches: [] }, 'Branches: '],
    [{ Type: 'Parallel', End: true, Branches: [{ StartAt: 'X', States: { Y: END } }] }, 'StartAt leads to "X"'],
  ])('fails for %j', (state, problem) => {
    const found = problemsOf(state);
    expect(found).toHaveLength(found.filter((text) => text.includes('state "') || text.includes('StartAt')).length);
    expect(found.join('\n')).toContain(problem);
  });
});

describe('the machine', () => {
  test.each<[unknown, string]>([
    [undefined, 'expected object'],
    ['{', 'the definition is not JSON'],
    [' '.repeat(1024 * 1024 + 1), 'at most 1048576 bytes'],
    [{ States: { A: END } }, 'StartAt: '],
    [{ StartAt: 'A', States: {} }, 'StartAt leads to "A"'],
    [{ StartAt: 'A', States: { A: END, B: END } }, 'state "B": no transition leads here'],
    [{ StartAt: 'A', States: { A: END }, Extra: 1 }, '"Extra" is unknown'],
    [{ StartAt: 'A', States: { A: END }, TimeoutSeconds: 0 }, 'TimeoutSeconds: '],
    [{ StartAt: 'a'.repeat(81), States: { ['a'.repeat(81)]: END } }, 'at most 80 characters'],
    [
      {
        StartAt: 'A',
        States: { A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: END } }] } },
      },
      'state "A": the name is used twice in the machine',
    ],
  ])('fails for %j', (definition, problem) => {
    expect(problems(definition).join('\n')).toContain(problem);
  });

  test('fails with all problems at once, also those inside branches', () => {
    const found = problems({
      StartAt: 'First',
      States: {
        First: { ...END, InputPath: 'a', OutputPath: 'b' },
        Island: { Type: 'Wait', Seconds: -1, Next: 'Gone' },
        Fork: { Type: 'Parallel', Oops: 1, End: true, Branches: [{ StartAt: 'In', States: { In: { Type: 'Nope' } } }] },
      },
    });
    expect(found).toHaveLength(8);
    expect(found.filter((problem) => problem.startsWith('state "First"'))).toHaveLength(2);
    expect(found.filter((problem) => problem.startsWith('state "Island"'))).toHaveLength(3);
    expect(found.filter((problem) => problem.startsWith('state "Fork"'))).toHaveLength(2);
    expect(found.filter((problem) => problem.startsWith('state "In"'))).toHaveLength(1);
  });

  test('a state that only a catcher or a choice leads to is reached', () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: task({ Next: 'B', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] }),
        B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'A' }], Default: 'D' },
        C: END,
        D: END,
      },
    };
    expect(problems(definition)).toEqual([]);
  });
});
