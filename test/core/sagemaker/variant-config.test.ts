import { variantAlone, variantsWith } from '../../../lib/core/sagemaker/variant-config';

const CANDIDATE = { VariantName: 'main', ModelName: 'declared', InstanceType: 'ml.m5.large', InitialVariantWeight: 1 };
const LIVE = { ...CANDIDATE, VariantName: 'blue', ModelName: 'fraud-blue-1', InitialVariantWeight: 100 };
const ADDED = { environment: 'green', modelName: 'fraud-green-2' } as const;

test('a new version stands beside the live one, and gets no request', () => {
  expect(variantsWith(LIVE, CANDIDATE, ADDED)).toEqual([
    { ...LIVE, InitialVariantWeight: 1 },
    { ...CANDIDATE, VariantName: 'green', ModelName: 'fraud-green-2', InitialVariantWeight: 0 },
  ]);
});

test('the first version is alone', () => {
  expect(variantsWith(undefined, CANDIDATE, ADDED)).toEqual([
    { ...CANDIDATE, VariantName: 'green', ModelName: 'fraud-green-2', InitialVariantWeight: 1 },
  ]);
});

test('what is kept is as it was, with the instances that it has by now and all requests', () => {
  const both = variantsWith(LIVE, CANDIDATE, ADDED);
  expect(variantAlone(both, 'green', 5)).toEqual([{ ...both[1], InitialVariantWeight: 1, InitialInstanceCount: 5 }]);
  expect(variantAlone([LIVE], 'green', 5)).toBeUndefined();
});
