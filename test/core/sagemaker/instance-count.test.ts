import { initialInstanceCount } from '../../../lib/core/sagemaker/instance-count';

const SCALING = { minCapacity: 2, maxCapacity: 10 };

test.each([
  ['as declared without scaling, however large the live one is', 2, 8, undefined, 2],
  ['as large as the live one', 2, 8, SCALING, 8],
  ['never below the minimum', 1, 0, SCALING, 2],
  ['never below what is declared', 4, 3, SCALING, 4],
  ['none when it is serverless', undefined, 8, SCALING, undefined],
])('%s', (_name, declared, live, scaling, expected) => {
  expect(initialInstanceCount(declared, live, scaling)).toBe(expected);
});
