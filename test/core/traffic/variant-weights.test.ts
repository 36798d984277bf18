import { Endpoint, Variant } from '../../../lib/core/sagemaker/endpoint';
import { desiredWeightsOf, isSilent, reachesOnly, weightsOfEndpoint } from '../../../lib/core/traffic/variant-weights';

const variant = (name: string, current: number, desired = current): Variant => ({ name, weight: { current, desired } });

const endpoint = (variants: readonly Variant[], status = 'InService'): Endpoint => ({
  ...{ name: 'fraud', arn: 'arn', status, variants },
});

describe('weights of an endpoint', () => {
  test.each([
    ['both variants', endpoint([variant('blue', 1), variant('green', 3)]), { blue: 1, green: 3 }],
    ['a variant alone, whatever its weight', endpoint([variant('green', 0)]), { blue: 0, green: 100 }],
    ['no endpoint', undefined, { blue: 0, green: 0 }],
    ['one that is being made', endpoint([], 'Creating'), { blue: 0, green: 0 }],
    ['one that goes', endpoint([variant('blue', 1)], 'Deleting'), { blue: 0, green: 0 }],
    ['one that never came up', endpoint([variant('blue', 1)], 'Failed'), { blue: 0, green: 0 }],
    ['a variant that is not ours', endpoint([variant('blue', 1), variant('main', 1)]), undefined],
    [
      'variants whose weights SageMaker does not say',
      endpoint([{ name: 'blue' }, { name: 'green' }]),
      { blue: 0, green: 0 },
    ],
  ])('are read of %s', (_name, given, weights) => {
    expect(weightsOfEndpoint(given)).toEqual(weights);
  });

  test('that are asked for are read apart from those in effect', () => {
    const shifting = endpoint([variant('blue', 100, 0), variant('green', 0, 100)], 'Updating');
    expect(weightsOfEndpoint(shifting)).toEqual({ blue: 100, green: 0 });
    expect(desiredWeightsOf(shifting)).toEqual({ blue: 0, green: 100 });
  });
});

describe('an endpoint reaches only one side', () => {
  test.each([
    ['when the other has no weight', endpoint([variant('blue', 100), variant('green', 0)]), 'blue', true],
    ['when there is no other', endpoint([variant('blue', 1)]), 'blue', true],
    ['not when the other has some', endpoint([variant('blue', 99), variant('green', 1)]), 'blue', false],
    [
      'not when the other is about to get some',
      endpoint([variant('blue', 100, 0), variant('green', 0, 100)]),
      'blue',
      false,
    ],
    ['not when the other still has some', endpoint([variant('blue', 0, 100), variant('green', 100, 0)]), 'blue', false],
    ['not when that side is not there', endpoint([variant('green', 1)]), 'blue', false],
    ['not when nobody answers', undefined, 'blue', false],
    ['no side at all when there is no endpoint', undefined, undefined, true],
    ['no side at all never while one answers', endpoint([variant('blue', 1)]), undefined, false],
    ['no side at all never with a foreign variant', endpoint([variant('main', 1)]), undefined, false],
  ] as const)('%s', (_name, given, environment, expected) => {
    expect(reachesOnly(given, environment)).toBe(expected);
  });

  test('is silent until it is in service, and when it goes', () => {
    const silent = ['Creating', 'Failed', 'Deleting', 'InService', 'Updating'].filter((status) =>
      isSilent(endpoint([variant('blue', 1)], status)),
    );
    expect(silent).toEqual(['Creating', 'Failed', 'Deleting']);
  });
});
