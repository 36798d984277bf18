import { ServiceCallError } from '../../../../../lib/rehearsal/asl';
import { runDistributed, WRITER } from './support';

/** Twice its input as an array; fails for a text. */
const PAIR = {
  StartAt: 'Number?',
  States: {
    'Number?': { Type: 'Choice', Choices: [{ Variable: '$', IsNumeric: true, Next: 'Pair' }], Default: 'Bad' },
    Pair: { Type: 'Pass', Parameters: { 'pair.$': 'States.Array($, $)' }, OutputPath: '$.pair', End: true },
    Bad: { Type: 'Fail', Error: 'NoNumber', Cause: 'a text' },
  },
};
const tolerant = { ToleratedFailurePercentage: 100 };

test.each([
  [
    undefined,
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    { WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } },
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [{ WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } }, [1, 1, 2, 2]],
])('without S3, %j', async (ResultWriter, output) => {
  expect((await runDistributed({ ResultWriter }, [1, 2], { processor: PAIR })).output).toEqual(output);
});

test('results as files, with a manifest that lists them', async () => {
  const { maps, output } = await runDistributed({ ...tolerant, Label: 'Each', ResultWriter: WRITER }, [1, 'x', 2], {
    processor: PAIR,
  });
  const id = output.MapRunArn.split(':').at(-1) as string;
  expect(output).toEqual({
    MapRunArn: expect.stringMatching(/^arn:aws:states:eu-west-1:123456789012:mapRun:release\/Each:[0-9a-f-]{36}$/),
    ResultWriterDetails: { Bucket: 'out', Key: `results/${id}/manifest.json` },
  });
  const size = (name: string) => maps.files.get(`out/results/${id}/${name}`)!.length;
  expect(maps.json(`out/results/${id}/manifest.json`)).toEqual({
    DestinationBucket: 'out',
    MapRunArn: output.MapRunArn,
    ResultFiles: {
      FAILED: [{ Key: `results/${id}/FAILED_0.json`, Size: size('FAILED_0.json') }],
      PENDING: [],
      SUCCEEDED: [{ Key: `results/${id}/SUCCEEDED_0.json`, Size: size('SUCCEEDED_0.json') }],
    },
  });
  const [first, second] = maps.json(`out/results/${id}/SUCCEEDED_0.json`);
  expect(first).toEqual({
    ExecutionArn: expect.stringContaining(':execution:release/Each:'),
    Input: '1',
    InputDetails: { Included: true },
    Name: expect.any(String),
    Output: '[1,1]',
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    StartDate: '2026-01-01T00:00:00.000Z',
    StateMachineArn: expect.stringMatching(/:stateMachine:release\/Each$/),
    Status: 'SUCCEEDED',
    StopDate: '2026-01-01T00:00:00.000Z',
  });
  expect(second.Output).toBe('[2,2]');
  expect(maps.json(`out/results/${id}/FAILED_0.json`)).toEqual([
    expect.objectContaining({ Status: 'FAILED', Error: 'NoNumber', Cause: 'a text', Input: '"x"' }),
  ]);
});

test.each([
  ['COMPACT', 'JSON', 'SUCCEEDED_0.json', '[[1,1],[2,2]]'],
  ['FLATTEN', 'JSON', 'SUCCEEDED_0.json', '[1,1,2,2]'],
  ['COMPACT', 'JSONL', 'SUCCEEDED_0.jsonl', '[1,1]\n[2,2]\n'],
  ['FLATTEN', 'JSONL', 'SUCCEEDED_0.jsonl', '1\n1\n2\n2\n'],
])('%s as %s', async (Transformation, OutputType, name, text) => {
  const ResultWriter = { ...WRITER, WriterConfig: { Transformation, OutputType } };
  const { maps } = await runDistributed({ ResultWriter }, [1, 2], { processor: PAIR });
  const path = [...maps.files.keys()].find((each) => each.endsWith(name))!;
  expect(maps.files.get(path)!.toString()).toBe(text);
});

test('results may be larger than an output, and stay in S3', async () => {
  const items = Array.from({ length: 5 }, (_, index) => ({ index, text: 'x'.repeat(100_000) }));
  const input = items.map(({ index }) => index);
  const processor = {
    StartAt: 'Long',
    States: { Long: { Type: 'Pass', Result: 'x'.repeat(100_000), End: true } },
  };
  const { run, maps } = await runDistributed({ ResultWriter: WRITER }, input, { processor });
  expect(run.status).toBe('SUCCEEDED');
  expect(Math.max(...[...maps.files.values()].map(({ length }) => length))).toBeGreaterThan(500_000);
});

test('a Map that fails exports its results all the same', async () => {
  const { run, maps } = await runDistributed({ ResultWriter: WRITER }, ['x'], { processor: PAIR });
  expect(run).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  expect([...maps.files.keys()].map((path) => path.split('/').at(-1))).toEqual(['FAILED_0.json', 'manifest.json']);
});

test('fails when the results can’t be put', async () => {
  const { run } = await runDistributed({ ResultWriter: WRITER }, [1], {
    prepare: (maps) => (maps.writeRefusal = new ServiceCallError('S3.AccessDenied', 'not you')),
  });
  expect(run).toMatchObject({
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: 'S3.AccessDenied: not you',
  });
});
