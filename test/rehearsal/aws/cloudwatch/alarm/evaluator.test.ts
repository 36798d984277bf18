import fc from 'fast-check';
import { MissingDataTreatment } from '../../../../../lib/rehearsal/aws/cloudwatch/alarm/alarm';
import {
  breachTest,
  Datapoint,
  evaluateAlarm,
  evaluationRange,
  samplesNeeded,
} from '../../../../../lib/rehearsal/aws/cloudwatch/alarm/evaluator';

const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** `0` does not breach, `X` does, `-` is missing; oldest first, as the User Guide writes them. */
function range(text: string): readonly Datapoint[] {
  const value = { '0': 0, X: 1 } as const;
  return text.split(' ').map((mark, index) => ({ at: index, value: value[mark as '0' | 'X'] }));
}

function decide(text: string, datapointsToAlarm: number, evaluationPeriods: number, missingData: MissingDataTreatment) {
  const rule = { evaluationPeriods, datapointsToAlarm, missingData, breaches: (value: number) => value > 0 };
  return evaluateAlarm(range(text), rule).state ?? 'keep';
}

// Rows of both tables under "How alarm state is evaluated when data is missing", columns in the order of TREATMENTS.
describe('the tables of the User Guide', () => {
  test.each([
    [3, 3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    [3, 3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    [3, 3, '- - - - -', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
    [3, 3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [3, 3, '- - - - X', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
    [3, 3, '- - X - -', ['ALARM', 'keep', 'ALARM', 'OK']],
    [3, 3, 'X - - - -', ['ALARM', 'keep', 'ALARM', 'OK']],
    [2, 3, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [2, 3, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [2, 3, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    [2, 3, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    [2, 3, '- - - - X', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
    [2, 3, '- - - X -', ['ALARM', 'keep', 'ALARM', 'OK']],
  ])('%d of %d: %s', (m, n, text, expected) => {
    expect(TREATMENTS.map((treatment) => decide(text, m, n, treatment))).toEqual(expected);
  });
});

describe('evaluation', () => {
  const anyRange = fc
    .array(fc.constantFrom('0', 'X', '-'), { minLength: 3, maxLength: 9 })
    .map((marks) => marks.join(' '));
  const mOfN = fc.integer({ min: 1, max: 7 }).chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)));
  const treatment = fc.constantFrom(...TREATMENTS);

  test('one of one re-evaluates the last point while it is in the range', () => {
    expect(decide('X - -', 1, 1, 'notBreaching')).toBe('ALARM');
    expect(decide('- - -', 1, 1, 'notBreaching')).toBe('OK');
  });

  test('the treatment does not matter when there are enough real points', () => {
    fc.assert(
      fc.property(anyRange, mOfN, (text, [m, n]) => {
        fc.pre(text.split(' ').filter((mark) => mark !== '-').length >= n);
        expect(new Set(TREATMENTS.map((one) => decide(text, m, n, one))).size).toBe(1);
      }),
    );
  });

  test('M breaching points among the newest N real ones always alarm', () => {
    fc.assert(
      fc.property(anyRange, mOfN, treatment, (text, [m, n], one) => {
        const newest = text
          .split(' ')
          .filter((mark) => mark !== '-')
          .slice(-n);
        fc.pre(newest.filter((mark) => mark === 'X').length >= m);
        expect(decide(text, m, n, one)).toBe('ALARM');
      }),
    );
  });

  test('only breaching treatment, or nothing but breaching points, alarms below M', () => {
    fc.assert(
      fc.property(anyRange, mOfN, treatment, (text, [m, n], one) => {
        const real = text
          .split(' ')
          .filter((mark) => mark !== '-')
          .slice(-n);
        fc.pre(real.filter((mark) => mark === 'X').length < m && one !== 'breaching' && real.includes('0'));
        expect(decide(text, m, n, one)).toBe('OK');
      }),
    );
  });

  test('a later breach never turns an alarm off', () => {
    fc.assert(
      fc.property(anyRange, mOfN, fc.constantFrom('breaching', 'notBreaching' as const), (text, [m, n], one) => {
        fc.pre(decide(text, m, n, one) === 'ALARM');
        const worse = text.replaceAll('0', 'X');
        expect(decide(worse, m, n, one)).toBe('ALARM');
      }),
    );
  });

  test('retrieves 5 periods for 3, as the documented example', () => {
    expect(evaluationRange(3)).toBe(5);
  });

  test.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s', (operator, expected) => {
    expect([4, 5, 6].map(breachTest(operator, 5))).toEqual(expected);
  });

  test.each([
    [99, 1000],
    [90, 100],
    [50, 20],
    [10, 100],
  ])('p%d needs %d samples', (percent, samples) => {
    expect(samplesNeeded(percent)).toBeCloseTo(samples);
  });
});
