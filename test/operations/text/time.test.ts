import fc from 'fast-check';
import { ago, isoSeconds, withAge } from '../../../lib/operations/text/time';

const NOW = new Date('2026-01-10T12:00:00.000Z');
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

test.each([
  [0, 'just now'],
  [1.9, 'just now'],
  [2, '2 s ago'],
  [59.9, '59 s ago'],
  [60, '1 min ago'],
  [12 * 60 + 59, '12 min ago'],
  [3600, '1 h ago'],
  [47 * 3600, '47 h ago'],
  [48 * 3600, '2 days ago'],
  [400 * 86_400, '400 days ago'],
  [-30, 'just now'],
])('%d seconds before now is %s', (seconds, text) => {
  expect(ago(before(seconds), NOW)).toBe(text);
});

test('a time loses its milliseconds, nothing else', () => {
  expect(isoSeconds('2026-01-01T00:00:59.999Z')).toBe('2026-01-01T00:00:59Z');
  expect(withAge(before(120), NOW)).toBe('2026-01-10T11:58:00Z (2 min ago)');
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true }), (date) => {
      const lost = date.getTime() - Date.parse(isoSeconds(date));
      return lost >= 0 && lost < 1000;
    }),
  );
});
