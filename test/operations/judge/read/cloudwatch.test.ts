import fc from 'fast-check';
import { readCloudWatch } from '../../../../lib/operations/judge/read/cloudwatch';
import { guardrailsOf } from '../../../../lib/operations/judge/read/series';
import { Names, Side } from '../../../../lib/operations/judge/read/side';
import { OperationError } from '../../../../lib/operations/operation-error';

const NAMES: Names = {
  timestamp: 'timestamp',
  total: 'total',
  events: 'events',
  guardrail: 'guardrail',
  onlyGuardrail: 'errors',
};
const T0 = Date.parse('2026-01-05T09:44:00Z') / 1000;
const at = (minute: number) => `${new Date(1000 * (T0 + 60 * minute)).toISOString().slice(0, 19)}+00:00`;

interface Metric {
  readonly Id: string;
  readonly Label?: string;
  readonly Timestamps: readonly (string | number)[];
  readonly Values: readonly number[];
  readonly StatusCode?: string;
}
const metric = (Id: string, values: Readonly<Record<number, number>>, more: Partial<Metric> = {}): Metric => ({
  Id,
  Label: `label of ${Id}`,
  Timestamps: Object.keys(values).map((minute) => at(Number(minute))),
  Values: Object.values(values),
  StatusCode: 'Complete',
  ...more,
});
const exported = (...metrics: Metric[]) => JSON.stringify({ MetricDataResults: metrics, Messages: [] });

function readAll(texts: readonly string[], names: Partial<Names> = {}): Side {
  const read = texts.map((text, index) => readCloudWatch(`${index}.json`, text));
  const side = guardrailsOf(
    'files',
    read.flatMap(({ series }) => series),
    { ...NAMES, ...names },
  );
  return { ...side, notes: [...read.flatMap(({ notes }) => notes), ...side.notes] };
}
const read = (text: string, names: Partial<Names> = {}) => readAll([text], names);
const minutes = (...each: readonly (readonly [number, number, number])[]) =>
  new Map(each.map(([minute, events, total]) => [T0 + 60 * minute, { events, total }]));

describe('get-metric-data', () => {
  test('a total and events; where CloudWatch left out a zero there were none', () => {
    const side = read(exported(metric('total', { 0: 540, 1: 541, 3: 542 }), metric('events', { 0: 5, 3: 0 })));
    expect(side.recording).toEqual(new Map([['errors', minutes([0, 5, 540], [1, 0, 541], [3, 0, 542])]]));
    expect(side.notes).toEqual([
      '0.json: 1 minute of errors with requests and no value for events; CloudWatch leaves out zeros, so they count as none',
    ]);
  });

  test('several guardrails, with a total of their own or the common one; others by their labels', () => {
    const text = exported(
      metric('total', { 0: 540 }),
      metric('errors_events', { 0: 5 }),
      metric('slow_events', { 0: 40 }),
      metric('slow_total', { 0: 400 }),
    );
    expect(read(text).recording).toEqual(
      new Map([
        ['errors', minutes([0, 5, 540])],
        ['slow', minutes([0, 40, 400])],
      ]),
    );
    const byLabel = exported(
      metric('m1', { 0: 540 }, { Label: 'RequestCount' }),
      metric('m2', { 0: 5 }, { Label: 'HTTP 5XX' }),
    );
    const names = { total: 'RequestCount', events: 'HTTP 5XX', onlyGuardrail: 'mine' };
    expect(read(byLabel, names).recording).toEqual(new Map([['mine', minutes([0, 5, 540])]]));
  });

  test('pages of one metric are merged; a value that both have is said and counts once', () => {
    const text = exported(
      metric('total', { 0: 540, 1: 541 }, { StatusCode: 'PartialData' }),
      metric('events', { 0: 5 }),
      metric('total', { 1: 999, 2: 542 }),
    );
    const side = read(text);
    expect(side.recording.get('errors')).toEqual(minutes([0, 5, 540], [1, 0, 541], [2, 0, 542]));
    expect(side.notes[0]).toBe(
      '0.json: 1 value of total for a minute that had one before; the first counts, the others change nothing',
    );
  });

  test('sums of two metrics that are a little apart are said', () => {
    const side = read(exported(metric('total', { 0: 5 }), metric('events', { 0: 6 })));
    expect(side.notes).toEqual([
      '0.json: 1 minute of errors with more events than requests; they count as if each request was an event',
    ]);
  });

  test('metrics without values are a side without traffic', () => {
    expect(read(exported(metric('total', {}), metric('events', {}))).recording).toEqual(
      new Map([['errors', new Map()]]),
    );
  });

  test.each([
    [
      'a metric that is not there',
      exported(metric('total', { 0: 540 }), metric('faults', { 0: 5 })),
      'files must have a metric "events", got "total", "label of total", "faults", "label of faults"; name yours with --events, or export it too',
    ],
    ['no metric at all', exported(), 'files must have a metric "total", got none; name yours with --total'],
    [
      'events without a total',
      exported(metric('total', { 0: 540 }), metric('events', { 0: 5, 1: 6 })),
      '0.json, 2026-01-05T09:45:00Z: events need a total, got 6 events of errors and none; export both metrics for the same time',
    ],
    [
      'an average',
      exported(metric('total', { 0: 540.5 }), metric('events', { 0: 5 })),
      '0.json, MetricDataResults[0], value 1: total must be a whole number from 0, got 540.5; export counts (the statistic Sum)',
    ],
    [
      'a metric with parts missing',
      exported(metric('total', { 0: 540 }, { StatusCode: 'PartialData' }), metric('events', { 0: 5 })),
      '0.json, total: StatusCode must be Complete, got "PartialData"',
    ],
    [
      'a first page',
      JSON.stringify({ MetricDataResults: [], NextToken: 'more' }),
      '0.json, NextToken: the export must be whole, got its first page; leave out --no-paginate and --max-items',
    ],
    [
      'times without values',
      exported(metric('total', { 0: 540 }, { Values: [] })),
      '0.json, MetricDataResults[0]: there must be a value for each time, got 0 for 1',
    ],
    [
      'periods of seconds',
      exported(metric('total', {}, { Timestamps: [T0, T0 + 10], Values: [90, 90] })),
      '0.json, MetricDataResults[0], value 2: values must be a minute apart at least, got 09:44:00 and 09:44:10; export it with a period of 60 seconds',
    ],
    [
      'periods of five minutes',
      exported(metric('total', { 0: 540, 5: 540, 10: 540, 15: 540, 20: 540, 30: 540 }), metric('events', { 0: 5 })),
      '0.json, guardrail "errors": counts must be those of single minutes, got 6 times that are 300 s apart, or a multiple of it; export a',
    ],
    [
      'events of five minutes beside requests of one',
      exported(
        metric('total', Object.fromEntries(Array.from({ length: 51 }, (_, minute) => [minute, 540]))),
        metric('events', Object.fromEntries(Array.from({ length: 11 }, (_, nth) => [5 * nth, 5]))),
      ),
      '0.json, guardrail "errors": counts must be those of single minutes, got 11 times that are 300 s apart',
    ],
    [
      'two metrics of one name',
      exported(metric('a', { 0: 540 }, { Label: 'total' }), metric('b', { 0: 5 }, { Label: 'total' })),
      'files must have one metric "total", got 2; give them Ids of their own',
    ],
    [
      'results that are none',
      '{"MetricDataResults":[{"Id":7}]}',
      /^0.json must be JSON of aws cloudwatch get-metric-data or get-metric-statistics, but MetricDataResults.0.Id is not: .*; export it again/,
    ],
    ['JSON that breaks off', '{"MetricDataResults":', /^0.json must be JSON: .*; export it again with --output json/],
    ['another list', '[]', /^0.json must be JSON of aws cloudwatch .*, but the top is not: /],
  ])('fails for %s', (_what, text, message) => {
    expect(() => read(text)).toThrow(OperationError);
    expect(() => read(text)).toThrow(message);
  });
});

test('few events may lie as they like', () => {
  const total = metric('total', Object.fromEntries(Array.from({ length: 31 }, (_, minute) => [minute, 540])));
  const events = metric('events', { 0: 1, 6: 1, 12: 1, 18: 1, 24: 1, 30: 1 });
  expect(read(exported(total, events)).recording.get('errors')?.size).toBe(31);
});

test('fails for one metric in both roles, by either of its names', () => {
  const text = exported(metric('total', { 0: 540 }), metric('events', { 0: 5 }));
  expect(() => read(text, { events: 'total' })).toThrow(
    'files must have a metric for the requests and one for the events, got "total", "label of total" for both; name the one that counts "total" with --events',
  );
  expect(() => read(text, { total: 'label of events' })).toThrow(OperationError);
});

test('a metric of events with a zero is not silent, and neither is one beside no requests', () => {
  expect(read(exported(metric('total', { 0: 540, 1: 9 }), metric('events', { 0: 0 }))).silent.size).toBe(0);
  expect(read(exported(metric('total', { 0: 0 }), metric('events', {}))).silent.size).toBe(0);
});

describe('get-metric-statistics', () => {
  const statistics = (Label: string, Datapoints: readonly object[]) => JSON.stringify({ Label, Datapoints });

  test('two files in no order are one side', () => {
    const total = statistics('RequestCount', [
      { Timestamp: at(1), Sum: 541, Unit: 'Count' },
      { Timestamp: at(0), Sum: 540, Unit: 'Count' },
    ]);
    const events = statistics('Target5XX', [{ Timestamp: at(1), Sum: 5, Unit: 'Count' }]);
    expect(readAll([total, events], { total: 'RequestCount', events: 'Target5XX' }).recording).toEqual(
      new Map([['errors', minutes([1, 5, 541], [0, 0, 540])]]),
    );
  });

  test('a metric of 0 or 1 for each request has both in one', () => {
    const text = statistics('Invocation5XXErrors', [{ Timestamp: at(0), Sum: 5, SampleCount: 540, Unit: 'None' }]);
    const side = read(text, { total: 'SampleCount', events: 'Invocation5XXErrors' });
    expect(side.recording.get('errors')).toEqual(minutes([0, 5, 540]));
  });

  test('without datapoints there was none', () => {
    const texts = [statistics('RequestCount', [{ Timestamp: at(0), Sum: 540 }]), statistics('Target5XX', [])];
    const side = readAll(texts, { total: 'RequestCount', events: 'Target5XX' });
    expect(side.recording.get('errors')).toEqual(minutes([0, 0, 540]));
    expect([...side.silent]).toEqual([
      [
        'errors',
        '1.json must have a value of "Target5XX", got none in 1 minute with requests: CloudWatch answers the same when nothing happened and ' +
          'when a name or a dimension is wrong; correct it, or write the zeros: as an expression FILL(…, 0), or in a CSV file',
      ],
    ]);
  });

  test('fails for averages', () => {
    expect(() => read(statistics('Latency', [{ Timestamp: at(0), Average: 3 }]))).toThrow(
      '0.json, Datapoints: there must be the statistic Sum or SampleCount, got "Average"; export it with --statistics Sum',
    );
  });
});

test('either order of either export is the same recording', () => {
  const some = fc.uniqueArray(fc.tuple(fc.nat(500), fc.nat(9), fc.nat(900)), { selector: ([minute]) => minute });
  // Two minutes beside each other: whatever the others are, it is no recording of longer periods.
  const recorded = some.map((points) => [...points, [600, 1, 9] as const, [601, 0, 9] as const]);
  fc.assert(
    fc.property(recorded, fc.boolean(), (points, isReversed) => {
      const ordered = isReversed ? [...points].reverse() : points;
      const Timestamps = ordered.map(([minute]) => at(minute));
      const data = exported(
        { Id: 'total', Timestamps, Values: ordered.map(([, , total]) => total + 9) },
        { Id: 'events', Timestamps, Values: ordered.map(([, events]) => events) },
      );
      const expected = new Map(
        points.map(([minute, events, total]) => [T0 + 60 * minute, { events, total: total + 9 }]),
      );
      expect(read(data).recording.get('errors')).toEqual(expected);
      const Datapoints = ordered.map(([minute, events, total]) => ({
        Timestamp: at(minute),
        Sum: events,
        SampleCount: total + 9,
      }));
      const names = { total: 'SampleCount', events: 'bad' };
      expect(read(JSON.stringify({ Label: 'bad', Datapoints }), names).recording.get('errors')).toEqual(expected);
    }),
  );
});

test('whatever JSON there is, it is read or refused in words', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.record({ MetricDataResults: fc.jsonValue() }),
    fc.record({ Label: fc.string(), Datapoints: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(value, (json) => {
      try {
        readCloudWatch('0.json', JSON.stringify(json));
      } catch (error) {
        expect(error).toBeInstanceOf(OperationError);
        expect((error as Error).message).toMatch(/^0\.json.*;/s);
      }
    }),
  );
});
