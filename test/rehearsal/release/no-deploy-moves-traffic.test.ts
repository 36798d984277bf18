import fc from 'fast-check';
import { AppVariant } from './support/app/app-variant';
import { World } from './support/world';

jest.setTimeout(90_000);

const RUNS = 8;
const word = fc.stringMatching(/^[a-z]{3,8}$/);

/** Everything about the stack that a team may change without another version. */
const change: fc.Arbitrary<AppVariant> = fc.record(
  {
    version: fc.constant('1.2'),
    constructTags: fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true }),
    stackTags: fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true }),
    priority: fc.integer({ min: 1, max: 50_000 }),
    testPriority: fc.integer({ min: 1, max: 49_999 }),
    minCapacity: fc.integer({ min: 1, max: 4 }),
    maxCapacity: fc.integer({ min: 4, max: 9 }),
    targetCpuPercent: fc.integer({ min: 20, max: 90 }),
    errorRatePercent: fc.integer({ min: 1, max: 50 }),
    functionDescription: word,
    description: word,
    logRetentionDays: fc.constantFrom(1, 7, 30),
    bakeMinutes: fc.integer({ min: 0, max: 20 }),
    standbyMinutes: fc.integer({ min: 20, max: 60 }),
    provisionMinutes: fc.integer({ min: 5, max: 20 }),
    retentionSeconds: fc.integer({ min: 0, max: 600 }),
    userAlarm: fc.boolean(),
    force: fc.boolean(),
  },
  { requiredKeys: ['version'], noNullPrototype: true },
);

describe('no deploy moves traffic', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test('of the same version, whatever else it changes', async () => {
    await fc.assert(
      fc.asyncProperty(change, async (variant) => {
        const witness = world.witness();
        const before = await world.facts();
        const action = world.model.rule(world.stage.elb.current())?.action;
        const deploy = await world.release(variant);
        expect(deploy).toMatchObject({ succeeded: true });
        expect(witness.ruleChanges).toEqual([]);
        expect(world.model.rule(world.stage.elb.current())?.action).toEqual(action);
        expect(await world.facts()).toEqual(before);
      }),
      { numRuns: RUNS, seed: 20_260_105, endOnFailure: true },
    );
  });
});
