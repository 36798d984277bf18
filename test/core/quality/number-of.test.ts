import { featureOf, numberOf } from '../../../lib/core/quality/number-of';

test.each([
  [1.5, 1.5],
  ['1.5', 1.5],
  [' 2 ', 2],
  [0, 0],
])('%p is the number %p', (value, number) => {
  expect(numberOf(value)).toBe(number);
  expect(featureOf(value)).toBe(number);
});

test.each([['', ' ', 'a', null, undefined, NaN, Infinity, {}, [], [1, 2]]])('fails to make a number of %p', (value) => {
  expect(numberOf(value)).toBeUndefined();
  expect(featureOf(value)).toBeUndefined();
});

test('flags and lists of one are numbers of features only', () => {
  expect([true, false, [3], [['4']]].map(featureOf)).toEqual([1, 0, 3, 4]);
  expect([true, [3]].map(numberOf)).toEqual([undefined, undefined]);
});
