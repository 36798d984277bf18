import { getEventListeners } from 'node:events';
import { InvokeLambda, StopRequest, parseStateMachine } from '../../../../lib/rehearsal/asl';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { START, answers, runStates, task } from '../support';

const never: InvokeLambda = () => new Promise(() => undefined);
const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
const CAUGHT = { Caught: { Type: 'Pass', Result: 'caught', End: true } };

const waiting = { Type: 'Wait', Seconds: 1000, End: true };
const STOPPABLE: [string, Record<string, object>, InvokeLambda][] = [
  ['a Wait state', { Wait: waiting }, never],
  [
    'an invocation',
    { Call: task({ ...catchAll, Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }), ...CAUGHT },
    never,
  ],
  [
    'the back-off of a Retry',
    {
      Call: task({
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1000 }],
        ...catchAll,
        TimeoutSeconds: 10,
        End: true,
      }),
      ...CAUGHT,
    },
    never,
  ],
  [
    'a Parallel state',
    {
      Fork: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: waiting } }], ...catchAll, End: true },
      ...CAUGHT,
    },
    never,
  ],
  [
    'a Map state',
    {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: { StartAt: 'In', States: { In: waiting } },
        ...catchAll,
        End: true,
      },
      ...CAUGHT,
    },
    never,
  ],
];

describe('stopping', () => {
  test.each(STOPPABLE)('ends %s at once, past every catcher', async (_, states, invokeLambda) => {
    const clock = new VirtualClock(START);
    const controller = new AbortController();
    clock.at(START + 60_000, () => controller.abort(new StopRequest('Operator', 'lunch')));
    const result = await runStates(states, { items: [1, 2] }, { clock, invokeLambda, signal: controller.signal });
    expect(result).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'lunch', seconds: 60 });
    expect(result.history.at(-1)).toMatchObject({ type: 'ExecutionAborted', error: 'Operator', cause: 'lunch' });
  });

  test.each(STOPPABLE)('%s ends as TIMED_OUT when the time of the machine is over', async (_, states, invokeLambda) => {
    const result = await runStates(states, { items: [1, 2] }, { invokeLambda, timeoutSeconds: 90 });
    expect(result).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout', seconds: 90 });
    expect(result.history.at(-1)?.type).toBe('ExecutionTimedOut');
  });

  test('a request without a reason gives neither error nor cause', async () => {
    const result = await runStates({ Wait: waiting }, {}, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'ABORTED', seconds: 0 });
    expect(result).not.toHaveProperty('error');
  });

  test('comes too late for an execution that has ended', async () => {
    const controller = new AbortController();
    const result = await runStates({ Done: { Type: 'Succeed' } }, {}, { signal: controller.signal, timeoutSeconds: 5 });
    controller.abort();
    expect(result.status).toBe('SUCCEEDED');
  });

  test('ends between two states that do not wait', async () => {
    const controller = new AbortController();
    const result = await runStates(
      { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } },
      {},
      { signal: controller.signal, onEvent: ({ kind }) => kind === 'state-exited' && controller.abort() },
    );
    expect(result.status).toBe('ABORTED');
    expect(result.history.map(({ name }) => name)).not.toContain('B');
  });

  test('leaves no timer and no listener behind', async () => {
    const clock = new VirtualClock(START);
    const cancels: jest.Mock[] = [];
    const at = clock.at.bind(clock);
    jest.spyOn(clock, 'at').mockImplementation((time, action) => {
      cancels.push(jest.fn(at(time, action)));
      return cancels.at(-1) as jest.Mock;
    });
    const { signal } = new AbortController();
    const states = { Call: task({ TimeoutSeconds: 1000, End: true }) };
    await runStates(states, {}, { clock, signal, timeoutSeconds: 5000, invokeLambda: answers(1) });
    expect(cancels.map((cancel) => cancel.mock.calls.length)).toEqual([1, 1]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('fails the run when the clock is stopped', async () => {
    const clock = new VirtualClock(START);
    clock.at(START + 1000, () => clock.stop());
    await expect(runStates({ Wait: waiting }, {}, { clock })).rejects.toThrow('the rehearsal clock was stopped');
  });
});

describe('history', () => {
  test('lists the events as GetExecutionHistory does, with virtual times', async () => {
    const { history } = await runStates(
      { Wait: { Type: 'Wait', Seconds: 5, Next: 'Call' }, Call: task({ OutputPath: '$.Payload', End: true }) },
      { a: 1 },
      { invokeLambda: answers('ok') },
    );
    expect(history.map(({ id, type, timestamp }) => [id, type, (timestamp - START) / 1000])).toEqual([
      [1, 'ExecutionStarted', 0],
      [2, 'WaitStateEntered', 0],
      [3, 'WaitStateExited', 5],
      [4, 'TaskStateEntered', 5],
      [5, 'TaskScheduled', 5],
      [6, 'TaskStarted', 5],
      [7, 'TaskSucceeded', 5],
      [8, 'TaskStateExited', 5],
      [9, 'ExecutionSucceeded', 5],
    ]);
    expect(history.at(-1)?.output).toBe('ok');
  });

  test('has at most 25,000 events: an endless loop fails with States.Runtime', async () => {
    const result = await runStates({
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Again?' },
      'Again?': { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'Done' }], Default: 'Wait' },
      Done: { Type: 'Succeed' },
    });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining('25000'),
    });
    expect(result.history).toHaveLength(25_000);
    expect(result.history.at(-1)?.type).toBe('ExecutionFailed');
  });
});

describe('payloads', () => {
  const KIB_256 = 262_144;
  const text = (bytes: number): string => 'x'.repeat(bytes - 2); // two quotes

  test('may have 256 KiB exactly', async () => {
    expect((await runStates({ A: { Type: 'Pass', End: true } }, text(KIB_256))).status).toBe('SUCCEEDED');
  });

  test('are counted in bytes of UTF-8, not in characters', async () => {
    const result = await runStates({ A: { Type: 'Pass', End: true } }, 'é'.repeat(KIB_256 / 2));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test.each([
    ['States.ALL', 'FAILED'],
    ['States.TaskFailed', 'FAILED'],
    ['States.DataLimitExceeded', 'SUCCEEDED'],
  ])('fails for a larger answer; %s: %s', async (name, status) => {
    const result = await runStates(
      { Call: task({ Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }), ...CAUGHT },
      {},
      { invokeLambda: answers(text(KIB_256)) },
    );
    expect(result.status).toBe(status);
  });

  test('fails for a state whose output grows beyond', async () => {
    const result = await runStates(
      { Grow: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' }, End: true } },
      text(KIB_256 / 2),
    );
    expect(result).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});

test('runs a machine of 1000 states', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `State ${index}`);
  const states = Object.fromEntries(
    names.map((name, index) => {
      const transition = index === 999 ? { End: true } : { Next: names[index + 1] };
      return [name, { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, ...transition }];
    }),
  );
  expect(parseStateMachine({ StartAt: names[0], States: states }).states.size).toBe(1000);
  expect(await runStates(states, { n: 0 })).toMatchObject({ output: { n: 1000 }, seconds: 0 });
});

test('runs of one machine do not touch each other, and repeat for the same seed', async () => {
  const states = { Id: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true } };
  const [first, second, other] = await Promise.all([
    runStates(states, {}, { seed: 3 }),
    runStates(states, {}, { seed: 3 }),
    runStates(states, {}, { seed: 4 }),
  ]);
  expect(first).toMatchObject({ output: (second as { output: object }).output });
  expect(first).not.toMatchObject({ output: (other as { output: object }).output });
});
