import * as fc from 'fast-check';
import { InvokeLambda, Json, LambdaInvocationError } from '../../../../lib/rehearsal/asl';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { START, answers, runStates, task } from '../support';

const DONE = { Type: 'Succeed' };
const boom = new LambdaInvocationError('Boom', 'it broke');

function branch(name: string, states: object): object {
  return { StartAt: name, States: states };
}

/** A branch that waits and then succeeds with its number or fails. */
function waiter(index: number, seconds: number, end: 'succeed' | 'fail'): object {
  const [wait, last] = [`Wait ${index}`, `Last ${index}`];
  const ending =
    end === 'fail' ? { Type: 'Fail', Error: `Branch${index}` } : { Type: 'Pass', Result: index, End: true };
  return branch(wait, { [wait]: { Type: 'Wait', Seconds: seconds, Next: last }, [last]: ending });
}

describe('Parallel', () => {
  test('runs the branches at the same time and keeps their order', async () => {
    const result = await runStates({
      Fork: { Type: 'Parallel', Branches: [waiter(0, 60, 'succeed'), waiter(1, 10, 'succeed')], End: true },
    });
    expect(result).toMatchObject({ output: [0, 1], seconds: 60 });
    const last = result.events.filter(({ kind, state }) => kind === 'state-exited' && state.startsWith('Last'));
    expect(last).toMatchObject([
      { state: 'Last 1', at: START + 10_000, within: ['Fork[1]'] },
      { state: 'Last 0', at: START + 60_000, within: ['Fork[0]'] },
    ]);
  });

  test('gives every branch the same input and takes all its data-flow fields', async () => {
    const result = await runStates(
      {
        Fork: {
          Type: 'Parallel',
          InputPath: '$.in',
          Parameters: { 'n.$': '$.n' },
          Branches: [branch('A', { A: DONE }), branch('B', { B: { ...DONE, OutputPath: '$.n' } })],
          ResultSelector: { 'second.$': '$[1]', 'all.$': '$' },
          ResultPath: '$.out',
          OutputPath: '$.out',
          End: true,
        },
      },
      { in: { n: 4, m: 5 } },
    );
    expect(result).toMatchObject({ output: { second: 4, all: [{ n: 4 }, 4] } });
  });

  test('a failed branch cancels the waits of the others and ignores what they answer late', async () => {
    const clock = new VirtualClock(START);
    const late = jest.fn();
    const invokeLambda: InvokeLambda = (_, __, signal) => {
      signal.addEventListener('abort', late);
      return clock.sleep(500_000).then(() => ({ payload: 'late' }));
    };
    const result = await runStates(
      {
        Fork: {
          Type: 'Parallel',
          Branches: [
            waiter(0, 100_000, 'succeed'),
            waiter(1, 5, 'fail'),
            branch('Call', { Call: task({ Next: 'After' }), After: DONE }),
          ],
          Catch: [{ ErrorEquals: ['Branch1'], ResultPath: '$.error', Next: 'Later' }],
          End: true,
        },
        Later: { Type: 'Wait', Seconds: 1_000_000, End: true },
      },
      {},
      { clock, invokeLambda },
    );
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { error: { Error: 'Branch1' } }, seconds: 1_000_005 });
    expect(late).toHaveBeenCalledTimes(1);
    const visited = result.events.filter(({ kind }) => kind === 'state-entered').map(({ state }) => state);
    expect(visited).not.toContain('Last 0');
    expect(visited).not.toContain('After');
  });

  test('retries as a whole', async () => {
    const invokeLambda = answers(boom, 'second');
    const result = await runStates(
      {
        Fork: {
          Type: 'Parallel',
          Branches: [branch('Call', { Call: task({ OutputPath: '$.Payload', End: true }) }), waiter(1, 3, 'succeed')],
          Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 7 }],
          End: true,
        },
      },
      {},
      { invokeLambda },
    );
    expect(result).toMatchObject({ output: ['second', 1], seconds: 10 });
  });

  test('fails with States.Runtime past its own catcher, naming the inner state', async () => {
    const result = await runStates({
      Fork: {
        Type: 'Parallel',
        Branches: [branch('Inner', { Inner: { Type: 'Pass', InputPath: '$.gone', End: true } })],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: DONE,
    });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining("state 'Inner'"),
    });
    expect(result).not.toMatchObject({ cause: expect.stringContaining("state 'Fork'") });
  });

  test('property: ends with the earliest failure, at its time, or else with all outputs at the latest', async () => {
    const arm = fc.record({
      seconds: fc.integer({ min: 0, max: 50 }),
      end: fc.constantFrom('succeed' as const, 'fail' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arm, { minLength: 1, maxLength: 6 }), async (arms) => {
        const Branches = arms.map(({ seconds, end }, index) => waiter(index, seconds, end));
        const result = await runStates({ Fork: { Type: 'Parallel', Branches, End: true } });
        const failing = arms.map((each, index) => ({ ...each, index })).filter(({ end }) => end === 'fail');
        const [first] = failing.sort((a, b) => a.seconds - b.seconds || a.index - b.index);
        if (first === undefined) {
          expect(result).toMatchObject({ output: arms.map((_, index) => index) });
          expect(result.seconds).toBe(Math.max(...arms.map(({ seconds }) => seconds)));
        } else {
          expect(result).toMatchObject({ error: `Branch${first.index}`, seconds: first.seconds });
          const times = result.events.map(({ at }) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('Map', () => {
  const echo = branch('Item', { Item: { Type: 'Succeed' } });

  function map(fields: object, processor: object = echo): Record<string, object> {
    return { Each: { Type: 'Map', ItemProcessor: processor, ...fields, End: true } };
  }

  test.each<[object, Json, Json]>([
    [{}, [1, null, false], [1, null, false]],
    [{}, [], []],
    [{ ItemsPath: '$.list' }, { list: ['a'] }, ['a']],
    [{ InputPath: '$.in', ItemsPath: '$.list' }, { in: { list: [2] } }, [2]],
    [{ ItemsPath: '$$.Execution.Input.list' }, { list: [3] }, [3]],
    [
      { ItemsPath: '$.list', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'all.$': '$.x' } },
      { list: ['a', 'b'], x: 9 },
      [
        { i: 0, v: 'a', all: 9 },
        { i: 1, v: 'b', all: 9 },
      ],
    ],
    [
      { ItemsPath: '$.list', ResultSelector: { 'n.$': 'States.ArrayLength($)' }, ResultPath: '$.r' },
      { list: [1] },
      { list: [1], r: { n: 1 } },
    ],
  ])('%j over %j', async (fields, input, output) => {
    expect(await runStates(map(fields), input)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  test('the item is in the context of the states inside', async () => {
    const processor = branch('Item', { Item: { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index' }, End: true } });
    expect(await runStates(map({}, processor), ['a', 'b'])).toMatchObject({ output: [{ i: 0 }, { i: 1 }] });
  });

  test.each([
    [1, 60],
    [2, 30],
    [4, 20],
    [0, 10],
  ])('with MaxConcurrency %i, six waits of 10 s take %i s', async (MaxConcurrency, seconds) => {
    const processor = branch('Item', { Item: { Type: 'Wait', Seconds: 10, End: true } });
    expect(await runStates(map({ MaxConcurrency }, processor), [1, 2, 3, 4, 5, 6])).toMatchObject({ seconds });
  });

  test('the input may say how many at the same time', async () => {
    const processor = branch('Item', { Item: { Type: 'Wait', Seconds: 10, End: true } });
    const fields = { ItemsPath: '$.items', MaxConcurrencyPath: '$.most' };
    const run = (most: number) => runStates(map(fields, processor), { items: [1, 2, 3, 4], most });
    expect(await run(2)).toMatchObject({ status: 'SUCCEEDED', seconds: 20 });
    expect(await run(-1)).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('integer of 0 or more') });
  });

  test('runs at most 40 iterations at the same time', async () => {
    const processor = branch('Item', { Item: { Type: 'Wait', Seconds: 10, End: true } });
    const items = Array.from({ length: 41 }, (_, index) => index);
    expect(await runStates(map({}, processor), items)).toMatchObject({ output: items, seconds: 20 });
  });

  test('a failed item starts no further one and can be caught', async () => {
    const invokeLambda = answers('ok', boom);
    const processor = branch('Item', { Item: task({ End: true }) });
    const result = await runStates(
      {
        Each: {
          Type: 'Map',
          ItemProcessor: processor,
          MaxConcurrency: 1,
          Catch: [{ ErrorEquals: ['Boom'], ResultPath: null, Next: 'Caught' }],
          End: true,
        },
        Caught: DONE,
      },
      [1, 2, 3],
      { invokeLambda },
    );
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3] });
    expect(invokeLambda).toHaveBeenCalledTimes(2);
    expect(result.history.filter(({ type }) => type === 'MapIterationStarted')).toHaveLength(2);
  });

  test.each<[object, Json]>([
    [{}, { a: 1 }],
    [{ ItemsPath: '$.gone' }, {}],
    [{ ItemSelector: { 'x.$': '$.gone' } }, [1]],
  ])('fails with %j over %j', async (fields, input) => {
    const result = await runStates(map(fields), input);
    expect(result).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining("state 'Each'") });
  });
});
