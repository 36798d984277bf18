import fc from 'fast-check';
import { readCount } from '../../../../lib/operations/judge/read/count';
import { readTime } from '../../../../lib/operations/judge/read/timestamp';

const TIME = Date.parse('2026-01-05T09:44:00Z') / 1000;

test.each([
  '2026-01-05T09:44:00Z',
  '2026-01-05T09:44Z',
  '2026-01-05T09:44:00.000Z',
  '2026-01-05 09:44:00',
  '2026-01-05 09:44:00 UTC',
  '2026-01-05T10:44:00+01:00',
  '2026-01-05T04:44:00-0500',
  String(TIME),
  `${TIME}.0`,
  String(1000 * TIME),
  TIME,
  1000 * TIME,
])('reads the time %s', (value) => {
  expect(readTime(value, '')).toEqual({ seconds: TIME });
});

test.each([
  '',
  'now',
  '09:44',
  '2026-02-30T09:44:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-05',
  '12345',
  '05/01/2026 09:44',
])('fails for the time "%s"', (value) => {
  expect(readTime(value, `"${value}"`)).toEqual({
    problem: `the time must be ISO 8601 (2026-01-05T09:44:00Z) or epoch seconds or milliseconds, got "${value}"; export it as one of them`,
  });
});

test('every minute of three centuries is read as what it is, in each form', () => {
  const first = Date.parse('2001-09-10T00:00:00Z') / 60_000; // epoch seconds have ten digits since the day before
  const last = Date.parse('2286-11-20T00:00:00Z') / 60_000;
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), (minute) => {
      const seconds = 60 * minute;
      const iso = new Date(1000 * seconds).toISOString();
      for (const form of [iso, iso.slice(0, 16), seconds, 1000 * seconds]) {
        expect(readTime(form, '')).toEqual({ seconds });
      }
    }),
  );
});

test.each([
  ['0', 0],
  ['540', 540],
  [' 12 ', 12],
  ['12.0', 12],
  [12, 12],
])('reads the count %j', (value, count) => {
  expect(readCount('total', value)).toEqual({ count });
});

test.each([
  ['', /got ""; write 0 for none, or leave out the whole row/],
  ['0.9', /total must be a whole number from 0, got "0.9"; export counts \(the statistic Sum\), not rates/],
  ['-1', /got "-1"/],
  ['1,000', /got "1,000"/],
  ['1e3', /got "1e3"/],
  ['NaN', /got "NaN"/],
  [0.25, /got 0.25/],
  [2 ** 53, /got 9007199254740992/],
  ['x'.repeat(500), /got "x{39}…; /],
])('fails for the count %j', (value, message) => {
  expect(readCount('total', value)).toEqual({ problem: expect.stringMatching(message) });
});
