import {
  Endpoint,
  fillStep,
  FillStep,
  isDeletable,
  readinessOf,
  Readiness,
} from '../../../lib/core/sagemaker/endpoint';

const OWN = 'fraud-green-0123456789ab';
const OTHER = 'fraud-green-ba9876543210';

function endpoint(members: Partial<Endpoint> = {}): Endpoint {
  const variants = [{ name: 'main', instances: { current: 2, desired: 2 } }];
  return { name: 'fraud-green', arn: 'arn:endpoint', status: 'InService', configName: OWN, variants, ...members };
}

/** Every status that SageMaker documents and one that it does not, with the release's own config and with another one. */
const TABLE: readonly [string, Record<'own' | 'other', [Readiness['kind'], FillStep['kind']]>, boolean][] = [
  ['InService', { own: ['ready', 'none'], other: ['failed', 'update'] }, true],
  ['Creating', { own: ['pending', 'none'], other: ['pending', 'wait'] }, false],
  ['Updating', { own: ['pending', 'none'], other: ['pending', 'wait'] }, false],
  ['SystemUpdating', { own: ['pending', 'none'], other: ['pending', 'wait'] }, false],
  ['RollingBack', { own: ['pending', 'none'], other: ['pending', 'wait'] }, false],
  ['Deleting', { own: ['failed', 'wait'], other: ['failed', 'wait'] }, false],
  ['OutOfService', { own: ['pending', 'none'], other: ['pending', 'delete'] }, true],
  ['Failed', { own: ['failed', 'none'], other: ['failed', 'delete'] }, true],
  ['UpdateRollbackFailed', { own: ['failed', 'none'], other: ['failed', 'delete'] }, true],
  ['NewlyInvented', { own: ['pending', 'none'], other: ['pending', 'wait'] }, false],
];

describe.each(TABLE)('%s', (status, expected, deletable) => {
  test.each(['own', 'other'] as const)('with the %s config', (whose) => {
    const configName = whose === 'own' ? OWN : OTHER;
    const [readiness, step] = expected[whose];
    expect(readinessOf(endpoint({ status, configName }), OWN).kind).toBe(readiness);
    expect(fillStep(endpoint({ status, configName }), OWN).kind).toBe(step);
  });

  test(deletable ? 'can be deleted' : 'can not be deleted yet', () => {
    expect(isDeletable({ status })).toBe(deletable);
  });
});

test('an update to the own config that is under way is not asked for again', () => {
  const updating = endpoint({ status: 'Updating', configName: OTHER, pendingConfigName: OWN });
  expect(fillStep(updating, OWN)).toEqual({ kind: 'none' });
});

test('without an endpoint one is created, and awaited', () => {
  expect(fillStep(undefined, OWN)).toEqual({ kind: 'create' });
  expect(readinessOf(undefined, OWN)).toMatchObject({ kind: 'pending' });
});

test.each<[string, Partial<Endpoint>, Readiness]>([
  [
    'fails with the reason when it went back to the config before',
    { configName: OTHER, failureReason: 'no capacity' },
    { kind: 'failed', reason: `endpoint "fraud-green" went back to endpoint config "${OTHER}": no capacity` },
  ],
  [
    'fails without a reason when SageMaker gives none',
    { status: 'Failed' },
    { kind: 'failed', reason: 'endpoint "fraud-green" is Failed: SageMaker gives no reason' },
  ],
  [
    'waits for instances',
    { variants: [{ name: 'main', instances: { current: 1, desired: 2 } }] },
    { kind: 'pending', reason: '1 of 2 instances of variant main run' },
  ],
  ['waits for variants', { variants: [] }, { kind: 'pending', reason: 'endpoint "fraud-green" shows no variant yet' }],
  ['needs no instances when it is serverless', { variants: [{ name: 'main' }] }, { kind: 'ready' }],
  [
    'may run more than it should',
    { variants: [{ name: 'main', instances: { current: 3, desired: 2 } }] },
    { kind: 'ready' },
  ],
])('%s', (_name, members, expected) => {
  expect(readinessOf(endpoint(members), OWN)).toEqual(expected);
});
