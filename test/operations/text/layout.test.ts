import fc from 'fast-check';
import pc from 'picocolors';
import { hanging, row, WIDTH, wrap } from '../../../lib/operations/text/layout';

const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 40 });

test('lines are at most so wide, keep every word, and break as late as they can', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: WIDTH }), (list, width) => {
      const lines = wrap(list.join(' '), width);
      expect(lines.join(' ')).toBe(list.join(' '));
      for (const [index, line] of lines.entries()) {
        expect(line.length).toBeLessThanOrEqual(width);
        const next = lines[index + 1]?.split(' ')[0];
        if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(width);
      }
    }),
  );
});

test('a word that is too long stays whole, so that it can be copied', () => {
  const arn = `arn:${'x'.repeat(100)}`;
  expect(wrap(`see ${arn} there`, 40)).toEqual(['see', arn, 'there']);
});

test('lines of the text stay lines', () => {
  expect(wrap('one\ntwo', 40)).toEqual(['one', 'two']);
});

test('a row goes on below its text', () => {
  expect(row('why', 'word '.repeat(20).trim())).toBe(
    [
      'why       word word word word word word word word word word word word word word',
      `${' '.repeat(10)}word word word word word word`,
    ].join('\n'),
  );
});

test('colours take no room', () => {
  const { bold } = pc.createColors(true);
  expect(row(bold('why'), 'x')).toBe(`${bold('why')}       x`);
  expect(hanging(bold('> '), 'a\nb')).toBe(`${bold('> ')}a\n  b`);
});
