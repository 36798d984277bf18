import fc from 'fast-check';
import { readCsv } from '../../../../lib/operations/judge/read/csv';
import { Names } from '../../../../lib/operations/judge/read/side';
import { OperationError } from '../../../../lib/operations/operation-error';

const NAMES: Names = {
  timestamp: 'timestamp',
  total: 'total',
  events: 'events',
  guardrail: 'guardrail',
  onlyGuardrail: 'errors',
};
const T0 = Date.parse('2026-01-05T09:44:00Z') / 1000;
const read = (text: string, names: Partial<Names> = {}) => readCsv('a.csv', text, { ...NAMES, ...names });
const rows = (...lines: string[]) => ['timestamp,total,events', ...lines].join('\n');

test('a file about one guardrail', () => {
  const side = read(rows('2026-01-05T09:44:00Z,540,5', '2026-01-05T09:45:30Z,541,0'));
  expect(side.recording).toEqual(
    new Map([
      [
        'errors',
        new Map([
          [T0, { total: 540, events: 5 }],
          [T0 + 60, { total: 541, events: 0 }],
        ]),
      ],
    ]),
  );
  expect(side.notes).toEqual([]);
});

test('a file about several guardrails', () => {
  const text = `timestamp,guardrail,total,events\n${T0},errors,540,5\n${T0},slow,540,54\n`;
  expect([...read(text).recording.keys()]).toEqual(['errors', 'slow']);
});

test.each([
  ['semicolons, a byte order mark, CR LF', `\uFEFFtimestamp;total;events\r\n${T0};540;5\r\n`, {}],
  ['tabs and capitals', `Timestamp\tTotal\tEvents\n${T0}\t540\t5\n`, {}],
  [
    'other columns and other names',
    `note,when,all,bad\n"a, b",${T0},540,5\n`,
    { timestamp: 'when', total: 'all', events: 'bad' },
  ],
  ['empty lines', `\ntimestamp,total,events\n\n${T0}, 540 , 5\n\n`, {}],
])('reads %s', (_what, text, names) => {
  expect(read(text, names).recording.get('errors')).toEqual(new Map([[T0, { total: 540, events: 5 }]]));
});

test('a header alone is a side without traffic', () => {
  expect(read('timestamp,total,events\n')).toEqual({ recording: new Map(), silent: new Map(), notes: [] });
});

test('a minute that comes again is said, and changes nothing', () => {
  const side = read(rows(`${T0},540,5`, `${T0 + 60},540,6`, `${T0},9,9`));
  expect(side.recording.get('errors')?.get(T0)).toEqual({ total: 540, events: 5 });
  expect(side.notes).toEqual([
    'a.csv: 1 row for a minute that had one before (line 4 after line 2); the first counts, the others change nothing',
    'a.csv: rows are not in the order of time; they are read in it',
  ]);
});

test('from the newest to the oldest is an order', () => {
  expect(read(rows(`${T0 + 60},540,5`, `${T0},540,5`)).notes).toEqual([]);
});

test.each([
  ['an empty file', '', 'a.csv is empty; its first line must name the columns timestamp, total and events'],
  [
    'other columns',
    'time,total,errors\n',
    'a.csv, line 1: there must be a column for timestamp, events, got "time", "total", "errors"; name yours with --timestamp, --events',
  ],
  ['a time that is none', rows('x,540,5'), /^a.csv, line 2: the time must be ISO 8601 .* got "x"/],
  ['a rate', rows(`${T0},540,0.01`), /^a.csv, line 2: events must be a whole number from 0, got "0.01"; export counts/],
  ['a missing count', rows(`${T0},,5`), /^a.csv, line 2: total must be a whole number from 0, got ""; write 0/],
  [
    'more events than requests',
    rows(`${T0},5,540`),
    'a.csv, line 2: events must be total at most, got 540 of 5; name the right columns with --total and --events',
  ],
  [
    'a row that is cut off',
    rows(`${T0},540`),
    'a.csv, line 2: there must be 3 cells, as in the header, got 2; correct the row',
  ],
  [
    'rows of a part of a minute',
    rows(`${T0},540,5`, `${T0 + 10},540,5`),
    'a.csv, line 3: rows must be a minute apart at least, got 09:44:10 after 09:44:00 of line 2 for "errors"; add up the rows of each minute',
  ],
  [
    'a row about nothing',
    `timestamp,guardrail,total,events\n${T0},,5,5`,
    'a.csv, line 2: guardrail must not be empty; name the guardrail that the row is about',
  ],
  ['a quote that does not end', rows(`"${T0},540,5`), /^a.csv must be CSV: .*; correct it, or export it again/],
])('fails for %s', (_what, text, message) => {
  expect(() => read(text)).toThrow(OperationError);
  expect(() => read(text)).toThrow(message);
});

test('fails with all lines at once, and counts what it does not show', () => {
  const wrong = Array.from({ length: 9 }, (_, index) => `${T0 + 60 * index},many,few`);
  expect(() => read(rows(...wrong))).toThrow(
    /line 2: total.*\n.*line 2: events.*\n.*line 3.*\n.*line 3.*\n.*line 4.*\nand 13 more$/,
  );
});

const row = fc.record({
  minute: fc.nat(2_000),
  total: fc.nat(100_000),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('order, repetitions and the form of times change nothing', () => {
  const distinct = fc.uniqueArray(row, { selector: ({ minute }) => minute, minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(distinct, fc.infiniteStream(fc.nat(2)), fc.func(fc.nat(9)), (some, forms, order) => {
      // Two in a row, so that it is plain that these are single minutes.
      const recorded = [...[-2, -1].map((minute) => ({ minute, total: 0, share: 0 })), ...some];
      const lines = recorded.map(({ minute, total, share }) => {
        const seconds = T0 + 60 * minute;
        const form = [seconds, 1000 * seconds, new Date(1000 * seconds).toISOString()][forms.next().value];
        return `${form},${total},${Math.floor(total * share)}`;
      });
      const plain = read(rows(...lines));
      const mixed = read(rows(...[...lines, ...lines].sort((one, other) => order(one) - order(other))));
      expect(mixed.recording).toEqual(plain.recording);
      expect(plain.recording.get('errors')?.size).toBe(recorded.length);
    }),
  );
});

test('whatever a file holds, it is read or refused in words', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('timestamp', 'total', 'events', 'guardrail', '', '0', `${T0}`, '"', '\n'),
  );
  const text = fc
    .array(fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(',')))
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, fc.boolean(), (content, withHeader) => {
      try {
        read(withHeader ? rows(content) : content);
      } catch (error) {
        expect(error).toBeInstanceOf(OperationError);
        expect((error as Error).message).toMatch(/^a\.csv.*;/s);
      }
    }),
    { numRuns: 300 },
  );
});

describe('the period of rows', () => {
  const every = (seconds: number, count: number) =>
    rows(...Array.from({ length: count }, (_, index) => `${T0 + seconds * index},540,5`));

  test.each([
    [300, 12],
    [90, 6],
  ])('fails for rows of %d seconds', (seconds, count) => {
    expect(() => read(every(seconds, count))).toThrow(
      `a.csv, guardrail "errors": counts must be those of single minutes, got ${count} times that are ${seconds} s apart, or a multiple of it; ` +
        'export a period of 60 seconds, and write 0 for minutes without requests',
    );
  });

  test('minutes without a row are allowed, and few rows tell nothing of one side', () => {
    const sparse = [0, 2, 4, 6, 8, 15, 30].map((minute) => `${T0 + 60 * minute},540,5`);
    expect(read(rows(...sparse)).recording.get('errors')?.size).toBe(7);
    expect(read(every(300, 5)).recording.get('errors')?.size).toBe(5);
  });
});

test.each([
  ['--total "total", --events "total"', { events: 'total' }],
  ['--total "timestamp", --events "events"', { total: 'timestamp' }],
])('fails for one column in two roles: %s', (got, names) => {
  expect(() => read(rows(`${T0},540,5`), names)).toThrow(
    `a.csv, line 1: time, requests and events must be columns of their own, got --timestamp "timestamp", ${got}; name the right ones`,
  );
});
