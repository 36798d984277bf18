import { Json, ServiceCallError, StopRequest } from '../../../../../lib/rehearsal/asl';
import { runDistributed } from './support';

const seconds = (list: readonly number[]) => list as Json;
/** Waits as many seconds as its input says; fails for a negative number. */
const WAITING = {
  StartAt: 'Sound?',
  States: {
    'Sound?': {
      Type: 'Choice',
      Choices: [{ Variable: '$', NumericLessThan: 0, Next: 'Bad' }],
      Default: 'Wait',
    },
    Bad: { Type: 'Fail', Error: 'Negative', Cause: 'a bad item' },
    Wait: { Type: 'Wait', SecondsPath: '$', End: true },
  },
};
/** The same for batches: bad when the first item is. */
const OF_BATCHES = {
  StartAt: 'Sound?',
  States: {
    'Sound?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.Items[0]', NumericLessThan: 0, Next: 'Bad' }],
      Default: 'Good',
    },
    Bad: { Type: 'Fail', Error: 'Negative' },
    Good: { Type: 'Succeed' },
  },
};

test('children run beside each other, and their outputs are in the order of the items', async () => {
  const { run, maps, output } = await runDistributed({}, seconds([30, 10, 20]), { processor: WAITING });
  expect([output, run.seconds]).toEqual([[30, 10, 20], 30]);
  expect(maps.mostAtOnce).toBe(3);
  expect(maps.openRuns).toBe(0);
});

test.each<[string, object]>([
  ['MaxConcurrency', { MaxConcurrency: 2 }],
  ['MaxConcurrencyPath', { MaxConcurrencyPath: '$.most' }],
])('%s limits how many', async (_what, fields) => {
  const input = { items: [10, 10, 10, 10], most: 2 };
  const { run, maps } = await runDistributed({ ItemsPath: '$.items', ...fields }, input, { processor: WAITING });
  expect([maps.mostAtOnce, run.seconds]).toEqual([2, 20]);
});

test('a child is an execution of its own: with its name, and a history that is not its parent’s', async () => {
  const processor = {
    StartAt: 'Who',
    States: {
      Who: { Type: 'Pass', Parameters: { 'id.$': '$$.Execution.Id', 'machine.$': '$$.StateMachine.Id' }, End: true },
    },
  };
  const { run, maps, output } = await runDistributed({ Label: 'Items' }, [1], { processor });
  expect(output).toEqual([
    {
      id: maps.children[0].executionArn,
      machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:release/Items',
    },
  ]);
  expect(maps.children[0].name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(run.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test('the same seed names the same children', async () => {
  const names = async () => (await runDistributed({}, [1, 2])).maps.children.map(({ name }) => name);
  expect(await names()).toEqual(await names());
});

describe('failures', () => {
  test.each<[string, object, number[], 'SUCCEEDED' | 'FAILED']>([
    ['one of none tolerated', {}, [1, -1], 'FAILED'],
    ['as many as are', { ToleratedFailureCount: 1 }, [1, -1], 'SUCCEEDED'],
    ['one more than are', { ToleratedFailureCount: 1 }, [-1, -1], 'FAILED'],
    ['as many as the input says', { ToleratedFailureCountPath: '$.most' }, [-1, -1], 'SUCCEEDED'],
    ['as large a share as is', { ToleratedFailurePercentage: 50 }, [1, -1], 'SUCCEEDED'],
    ['a larger share than is', { ToleratedFailurePercentage: 49.9 }, [1, -1], 'FAILED'],
    ['a larger share than the input says', { ToleratedFailurePercentagePath: '$.most' }, [1, -1], 'FAILED'],
    ['the number, with both', { ToleratedFailureCount: 0, ToleratedFailurePercentage: 100 }, [1, -1], 'FAILED'],
    ['the share, with both', { ToleratedFailureCount: 9, ToleratedFailurePercentage: 10 }, [1, -1], 'FAILED'],
    ['all of them', { ToleratedFailurePercentage: 100 }, [-1, -1], 'SUCCEEDED'],
  ])('%s', async (_what, fields, items, status) => {
    const { run } = await runDistributed(
      { ItemsPath: '$.items', ...fields },
      { items, most: 2 },
      { processor: WAITING },
    );
    expect(run.status).toBe(status);
    if (run.status === 'FAILED') expect(run.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  test('a failed batch counts with all of its items', async () => {
    const fields = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 1 };
    const { run } = await runDistributed(fields, [-1, 1, 1, 1], { processor: OF_BATCHES });
    expect(run).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('2 of 4 items failed') });
  });

  test('too many end the others, and no more are started', async () => {
    const fields = { MaxConcurrency: 2 };
    const { run, maps } = await runDistributed(fields, seconds([1000, -1, 1, 1]), { processor: WAITING });
    expect([run.status, run.seconds]).toEqual(['FAILED', 0]);
    expect(maps.children.map(({ status }) => status).sort()).toEqual(['ABORTED', 'FAILED']);
    expect(maps.openRuns).toBe(0);
  });

  test('a tolerated one stands in the output with what is known of it', async () => {
    const { output } = await runDistributed({ ToleratedFailureCount: 1 }, seconds([1, -1]), { processor: WAITING });
    expect(output).toEqual([
      1,
      expect.objectContaining({ Status: 'FAILED', Error: 'Negative', Cause: 'a bad item', Input: '-1' }),
    ]);
  });

  test('the state may retry, in a new Map Run, and catch', async () => {
    const ErrorEquals = ['States.ExceedToleratedFailureThreshold'];
    const fields = { Retry: [{ ErrorEquals, MaxAttempts: 1, IntervalSeconds: 5 }] };
    const { run, maps } = await runDistributed(fields, seconds([-1]), { processor: WAITING });
    expect([run.status, run.seconds, maps.definitions.length]).toEqual(['FAILED', 5, 2]);
  });

  test('outputs that are too large together', async () => {
    const { run } = await runDistributed(
      {},
      Array.from({ length: 3 }, () => 'x'.repeat(80_000)),
    );
    expect(run.status).toBe('SUCCEEDED');
    const processor = {
      StartAt: 'Twice',
      States: { Twice: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' }, End: true } },
    };
    const larger = await runDistributed(
      {},
      Array.from({ length: 3 }, () => 'x'.repeat(80_000)),
      { processor },
    );
    expect(larger.run).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test.each([
    ['States.AccessDeniedException', 'States.Permissions'],
    ['States.ExecutionLimitExceeded', 'States.ExecutionLimitExceeded'],
  ])('a start that is refused with %s', async (errorType, error) => {
    const prepare = (maps: { refusal: ServiceCallError | undefined }) => {
      maps.refusal = new ServiceCallError(errorType, 'not you');
    };
    const { run, maps } = await runDistributed({}, [1, 2], { prepare });
    expect(run).toMatchObject({ status: 'FAILED', error, cause: 'not you' });
    expect(maps.openRuns).toBe(0);
  });
});

test('an execution that is stopped ends its children, and is aborted', async () => {
  const stop = new AbortController();
  const running = runDistributed({ ToleratedFailurePercentage: 0 }, seconds([1000, 2000]), {
    processor: {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'f' },
          End: true,
        },
      },
    },
    signal: stop.signal,
    invokeLambda: async () => {
      stop.abort(new StopRequest('Stopped', 'by the test'));
      return { payload: 1 };
    },
  });
  const { run, maps } = await running;
  expect(run).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
  expect(maps.children.every(({ status }) => status === 'ABORTED')).toBe(true);
});

test('an express child lasts five minutes at most', async () => {
  const fields = { ToleratedFailureCount: 1 };
  const options = { processor: WAITING, executionType: 'EXPRESS' as const };
  const { run, output } = await runDistributed(fields, seconds([299, 301]), options);
  expect([output[0], output[1].Status, run.seconds]).toEqual([299, 'TIMED_OUT', 300]);
});
