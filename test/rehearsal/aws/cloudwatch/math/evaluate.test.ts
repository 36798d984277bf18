import fc from 'fast-check';
import { evaluate } from '../../../../../lib/rehearsal/aws/cloudwatch/math/evaluate';
import { parseExpression } from '../../../../../lib/rehearsal/aws/cloudwatch/math/parser';
import { Points, series } from '../../../../../lib/rehearsal/aws/cloudwatch/math/value';
import { errorCode } from '../../../support/call';

/** `30 20 - 0`: points at minutes 0, 1 and 3. */
function points(text: string): Points {
  const values = text.split(' ').map((word, index) => [index * 60_000, word] as const);
  return new Map(values.filter(([, word]) => word !== '-').map(([at, word]) => [at, Number(word)]));
}

function compute(text: string, metrics: Record<string, string> = {}, count = 5) {
  const lookup = (id: string) => series(points(metrics[id]));
  return evaluate(parseExpression(text), { text, grid: { start: 0, periodMs: 60_000, count }, lookup });
}

/** A series in the form of `points`, over the first `count` minutes. */
function seriesText(text: string, metrics: Record<string, string>, count = 5): string {
  const value = compute(text, metrics, count);
  if (value.kind !== 'series') throw new Error(`${text} is a ${value.kind}`);
  return Array.from({ length: count }, (_, minute) => value.points.get(minute * 60_000) ?? '-').join(' ');
}

describe('arithmetic', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['100 / 10 / 5', 2],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 * -3', -6],
    ['1.5e2 + .5', 150.5],
    ['1 + 1 == 2', 1],
    ['1 < 2 AND 2 < 1', 0],
    ['1 OR 0 AND 0', 1],
    ['0 || 1 && 1', 1],
    ['3 != 3', 0],
  ])('%s is %d', (text, value) => {
    expect(compute(text)).toEqual({ kind: 'scalar', value });
  });

  interface Sum {
    readonly text: string;
    readonly value: number;
  }
  const compose = (left: Sum, operator: '+' | '-' | '*', right: Sum): Sum => ({
    text: `(${left.text} ${operator} ${right.text})`,
    value: { '+': left.value + right.value, '-': left.value - right.value, '*': left.value * right.value }[operator],
  });
  const sums = fc.letrec<{ sum: Sum }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 5 },
      fc.nat(20).map((value) => ({ text: String(value), value })),
      fc
        .tuple(tie('sum'), fc.constantFrom('+' as const, '-' as const, '*' as const), tie('sum'))
        .map(([left, operator, right]) => compose(left, operator, right)),
    ),
  })).sum;

  test('parentheses decide', () => {
    fc.assert(fc.property(sums, ({ text, value }) => expect(compute(text)).toEqual({ kind: 'scalar', value })));
  });

  test('without parentheses a product goes before a sum, and sums go from left to right', () => {
    const terms = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(terms, (products) => {
        const text = products.map(([a, b]) => `${a} * ${b}`).join(' - ');
        const [first, ...others] = products.map(([a, b]) => a * b);
        expect(compute(text)).toEqual({ kind: 'scalar', value: others.reduce((sum, product) => sum - product, first) });
      }),
    );
  });
});

// The first three rows are the User Guide's table under "Comparison and logical operators".
describe('series', () => {
  const metrics = { a: '30 20 0 0', b: '20 - 20 -' };
  test.each([
    ['a < b', '0 0 1 0'],
    ['a >= 30', '1 0 0 0'],
    ['a > 15 AND b > 15', '1 0 0 0'],
    ['a + b', '50 20 20 0'],
    ['b - a', '-10 -20 20 0'],
    ['a / b', '1.5 - 0 -'],
    ['1 / a', `${1 / 30} 0.05 - -`],
    ['-b', '-20 - -20 -'],
    ['b * 2', '40 - 40 -'],
    ['ABS(-b)', '20 - 20 -'],
    ['CEIL(b / 3)', '7 - 7 -'],
    ['FLOOR(b / 3)', '6 - 6 -'],
    ['SUM([a, b])', '50 20 20 0'],
    ['MAX([a, b])', '30 20 20 0'],
    ['MIN([a, b])', '20 20 0 0'],
    ['AVG([a, b])', '25 10 10 0'],
    ['SUM([a, b] * 2)', '100 40 40 0'],
    ['a - AVG(a)', '17.5 7.5 -12.5 -12.5'],
    ['b / MAX(a)', `${20 / 30} - ${20 / 30} -`],
    ['FILL(b, 0)', '20 0 20 0'],
    ['FILL(b, a)', '20 20 20 0'],
    ['TIME_SERIES(7)', '7 7 7 7'],
    ['TIME_SERIES(SUM(b))', '40 40 40 40'],
  ])('%s', (text, expected) => {
    expect(seriesText(text, metrics, 4)).toBe(expected);
  });

  test('FILL leaves what is there and fills everything else', () => {
    const sparse = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { nil: '-' }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(sparse, fc.integer(), (words, filler) => {
        const expected = words.map((word) => (word === '-' ? filler : word)).join(' ');
        expect(seriesText(`FILL(m, ${filler})`, { m: words.join(' ') })).toBe(expected);
      }),
    );
  });
});

// The tables of the User Guide under "Using IF expressions".
describe('IF', () => {
  const metrics = { c: '1 1 0 0 -', a: '30 - 0 0 30', b: '0 0 20 - 20' };
  test.each([
    ['IF(c, a, b)', '30 0 20 - -'],
    ['IF(c, 5, b)', '5 5 20 - -'],
    ['IF(c, a, 5)', '30 0 5 5 -'],
    ['IF(c, 1, 0)', '1 1 0 0 -'],
    ['IF(c, a)', '30 0 - - -'],
    ['IF(1, a, b)', '30 - 0 0 30'],
    ['IF(0, a, b)', '0 0 20 - 20'],
    ['IF(0, a)', '- - - - -'],
  ])('%s', (text, expected) => {
    expect(seriesText(text, metrics)).toBe(expected);
  });
});

describe('the error rate of a rollback alarm', () => {
  const total = 'FILL(requests,0)+FILL(refused,0)';
  const rate = `IF(${total} >= 20, 100*(FILL(errors,0)+FILL(refused,0))/(${total}), 0)`;

  test('counts refused connections, stays 0 without traffic and below 20 requests', () => {
    const metrics = { requests: '100 19 - 20 10', errors: '5 19 - - 10', refused: '- - - - 15' };
    expect(seriesText(rate, metrics)).toBe('5 0 0 0 100');
  });

  test('has a point for every period when nothing was ever measured', () => {
    expect(seriesText(rate, { requests: '-', errors: '-', refused: '-' })).toBe('0 0 0 0 0');
  });

  test('is always between 0 and 100 percent when errors are among the requests', () => {
    const counts = fc.record({ requests: fc.nat(500), errors: fc.nat(500), refused: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 5, maxLength: 5 }), (minutes) => {
        const of = (name: 'requests' | 'refused') => minutes.map((minute) => minute[name]).join(' ');
        const errors = minutes.map((minute) => Math.min(minute.errors, minute.requests)).join(' ');
        const text = seriesText(rate, { requests: of('requests'), refused: of('refused'), errors });
        for (const value of text.split(' ').map(Number)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100 + 1e-9);
        }
      }),
    );
  });
});

describe('expressions that fail', () => {
  const metrics = { m: '1 2' };
  test.each([
    ['m +', 'ValidationError'],
    ['(m', 'ValidationError'],
    ['m m', 'ValidationError'],
    ['m ? 1 : 2', 'ValidationError'],
    ['', 'ValidationError'],
    ['NOSUCH(m)', 'ValidationError'],
    ['abs(m)', 'ValidationError'],
    ['ABS(1)', 'ValidationError'],
    ['ABS(m, m)', 'ValidationError'],
    ['IF(m)', 'ValidationError'],
    ['IF(1, 2, 3)', 'ValidationError'],
    ['FILL(m)', 'ValidationError'],
    ['[m] + [m]', 'ValidationError'],
    ['[1, m]', 'ValidationError'],
    ['FILL(m, REPEAT)', 'NotImplemented'],
    ['FILL(m, LINEAR)', 'NotImplemented'],
    ['RATE(m)', 'NotImplemented'],
    ['SUM(METRICS())', 'NotImplemented'],
  ])('fails: %s with %s', (text, code) => {
    expect(errorCode(() => compute(text, metrics))).toBe(code);
  });
});
