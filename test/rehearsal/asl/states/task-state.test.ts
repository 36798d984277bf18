import { InvokeLambda, LambdaInvocationError, functionError } from '../../../../lib/rehearsal/asl';
import { FUNCTION_ARN, answers, runStates, task } from '../support';

const busy = new LambdaInvocationError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
const refused = functionError({ errorType: 'ReleaseRefused', errorMessage: 'the lock is held', trace: ['at handler'] });

/** An invocation that never answers and lets virtual time pass. */
const never: InvokeLambda = () => new Promise(() => undefined);

describe('invoking', () => {
  test('calls the function with the payload and wraps its answer as the integration does', async () => {
    const invokeLambda = answers(null);
    const result = await runStates({ Call: task() }, { a: 1 }, { invokeLambda });
    expect(invokeLambda).toHaveBeenCalledWith(FUNCTION_ARN, { a: 1 }, expect.any(AbortSignal));
    expect(result).toMatchObject({ output: { ExecutedVersion: '$LATEST', Payload: null, StatusCode: 200 } });
  });

  test('sends an empty object without a Payload', async () => {
    const invokeLambda = answers(1);
    await runStates(
      { Call: task({ Parameters: { FunctionName: FUNCTION_ARN }, End: true }) },
      { a: 1 },
      { invokeLambda },
    );
    expect(invokeLambda.mock.calls[0][1]).toEqual({});
  });

  test('takes any partition', async () => {
    const Resource = 'arn:aws-us-gov:states:::lambda:invoke';
    expect(await runStates({ Call: task({ Resource, End: true }) }, {}, { invokeLambda: answers(1) })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('fails when FunctionName is no string', async () => {
    const Parameters = { 'FunctionName.$': '$.arn' };
    expect(await runStates({ Call: task({ Parameters, End: true }) }, { arn: 1 })).toMatchObject({
      error: 'States.Runtime',
    });
  });

  test('fails the run itself for an error that is no failed invocation', async () => {
    const broken = runStates({ Call: task({ Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }) });
    await expect(broken).rejects.toThrow('no function was expected to be called');
  });
});

describe('catching', () => {
  test("an error of the function has the thrown error's name and the answer's JSON text", async () => {
    const result = await runStates(
      {
        Call: task({ Catch: [{ ErrorEquals: ['ReleaseRefused'], ResultPath: '$.cause', Next: 'Refused' }], End: true }),
        Refused: {
          Type: 'Pass',
          Parameters: { 'error.$': '$.cause.Error', 'cause.$': 'States.StringToJson($.cause.Cause)' },
          End: true,
        },
      },
      { kept: true },
      { invokeLambda: answers(refused) },
    );
    expect(result).toMatchObject({
      output: {
        error: 'ReleaseRefused',
        cause: { errorType: 'ReleaseRefused', errorMessage: 'the lock is held', trace: ['at handler'] },
      },
    });
    expect(result.events).toContainEqual(
      expect.objectContaining({ kind: 'state-caught', error: 'ReleaseRefused', next: 'Refused' }),
    );
  });

  test.each([
    [{}, { Error: 'ReleaseRefused', Cause: refused.cause }],
    [{ ResultPath: null }, { kept: true }],
    [{ ResultPath: '$.e.x' }, { kept: true, e: { x: { Error: 'ReleaseRefused', Cause: refused.cause } } }],
  ])('a catcher with %j passes on its output', async (fields, output) => {
    const states = {
      Call: task({
        InputPath: null,
        Catch: [{ ErrorEquals: ['States.TaskFailed'], ...fields, Next: 'Done' }],
        End: true,
      }),
      Done: { Type: 'Succeed' },
    };
    expect(await runStates(states, { kept: true }, { invokeLambda: answers(refused) })).toMatchObject({ output });
  });

  test('the first catcher that matches wins', async () => {
    const states = {
      Call: task({
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          { ErrorEquals: ['States.TaskFailed'], Next: 'Right' },
          { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
        ],
        End: true,
      }),
      Right: { Type: 'Succeed' },
      Wrong: { Type: 'Fail' },
    };
    expect((await runStates(states, {}, { invokeLambda: answers(refused) })).status).toBe('SUCCEEDED');
  });

  test.each([
    ['States.Runtime', { Parameters: { FunctionName: 'f', 'Payload.$': '$.gone' } }],
    ['States.Runtime', { InputPath: '$.gone' }],
    ['States.Runtime', { ResultSelector: { 'x.$': '$.gone' } }],
  ])('fails with %s past a catcher for States.ALL: %j', async (error, fields) => {
    const states = {
      Call: task({
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
        ...fields,
      }),
      Caught: { Type: 'Succeed' },
    };
    expect(await runStates(states, {}, { invokeLambda: answers(1) })).toMatchObject({
      status: 'FAILED',
      error,
      seconds: 0,
    });
  });

  test('a ResultPath that does not fit can be caught', async () => {
    const states = {
      Call: task({
        ResultPath: '$.a.b',
        Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], ResultPath: null, Next: 'Caught' }],
        End: true,
      }),
      Caught: { Type: 'Succeed' },
    };
    expect(await runStates(states, { a: 1 }, { invokeLambda: answers(1) })).toMatchObject({ output: { a: 1 } });
  });
});

describe('retrying', () => {
  const retry = (...Retry: object[]): Record<string, object> => ({ Call: task({ Retry, End: true }) });

  test('waits with back-off on the clock and counts the retries in the context', async () => {
    const invokeLambda = answers(busy, busy, busy, 'done');
    const states = {
      Call: task({
        Parameters: { FunctionName: FUNCTION_ARN, Payload: { 'retry.$': '$$.State.RetryCount' } },
        Retry: [
          { ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10 },
        ],
        End: true,
      }),
    };
    const result = await runStates(states, {}, { invokeLambda });
    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds: 2 + 6 + 10 });
    expect(invokeLambda.mock.calls.map(([, payload]) => payload)).toEqual(
      [0, 1, 2, 3].map((count) => ({ retry: count })),
    );
    expect(result.events.filter(({ kind }) => kind === 'state-retrying')).toMatchObject([
      { retry: 1, delaySeconds: 2, error: 'Lambda.TooManyRequestsException' },
      { retry: 2, delaySeconds: 6 },
      { retry: 3, delaySeconds: 10 },
    ]);
  });

  test('uses 1 s, doubled, three times by default', async () => {
    const result = await runStates(
      retry({ ErrorEquals: ['States.ALL'] }),
      {},
      { invokeLambda: answers(busy, busy, busy, busy) },
    );
    expect(result).toMatchObject({ status: 'FAILED', error: busy.errorType, cause: busy.cause, seconds: 7 });
  });

  test('each retrier has its own attempts; a used-up one is not followed by a later one that matches too', async () => {
    const states = retry(
      { ErrorEquals: ['ReleaseRefused'], IntervalSeconds: 100, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2 },
    );
    const result = await runStates(states, {}, { invokeLambda: answers(busy, refused, busy, refused) });
    expect(result).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused', seconds: 102 });
  });

  test('does not retry with MaxAttempts 0, even when a later retrier would', async () => {
    const states = retry({ ErrorEquals: ['ReleaseRefused'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] });
    expect(await runStates(states, {}, { invokeLambda: answers(refused) })).toMatchObject({
      status: 'FAILED',
      seconds: 0,
    });
  });

  test('full jitter repeats for the same seed and never waits longer than the back-off', async () => {
    const states = retry({ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 4, JitterStrategy: 'FULL' });
    const run = (seed: number) => runStates(states, {}, { seed, invokeLambda: answers(busy, busy, busy, busy, 1) });
    const [first, again, other] = [await run(5), await run(5), await run(6)];
    expect(first.seconds).toBe(again.seconds);
    expect(first.seconds).not.toBe(other.seconds);
    expect(first.seconds).toBeLessThanOrEqual(10 + 20 + 40 + 80);
  });
});

describe('timing out', () => {
  test('fails with States.Timeout, aborts the invocation and ignores its late answer', async () => {
    let aborted = false;
    const invokeLambda: InvokeLambda = (_, __, signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return never(_, __, signal);
    };
    const result = await runStates({ Call: task({ TimeoutSeconds: 30, End: true }) }, {}, { invokeLambda });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 30 });
    expect(result.history.map(({ type }) => type)).toContain('TaskTimedOut');
    expect(aborted).toBe(true);
  });

  test('the limit may come from the data', async () => {
    const states = { Call: task({ TimeoutSecondsPath: '$.limit', End: true }) };
    expect(await runStates(states, { limit: 7 }, { invokeLambda: never })).toMatchObject({
      error: 'States.Timeout',
      seconds: 7,
    });
    expect(await runStates(states, { limit: 0 }, { invokeLambda: never })).toMatchObject({ error: 'States.Runtime' });
    expect(await runStates(states, { limit: '7' }, { invokeLambda: never })).toMatchObject({ error: 'States.Runtime' });
  });

  test.each([
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
  ])('is caught by %s: %p', async (name, isCaught) => {
    const states = {
      Call: task({ TimeoutSeconds: 1, Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }),
      Caught: { Type: 'Succeed' },
    };
    expect((await runStates(states, {}, { invokeLambda: never })).status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  test('leaves no timer behind an answer', async () => {
    const states = {
      Call: task({ TimeoutSeconds: 1000, Next: 'Wait' }),
      Wait: { Type: 'Wait', Seconds: 2000, End: true },
    };
    expect(await runStates(states, {}, { invokeLambda: answers(1) })).toMatchObject({
      status: 'SUCCEEDED',
      seconds: 2000,
    });
  });
});
