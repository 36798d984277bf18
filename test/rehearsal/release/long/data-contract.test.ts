import { armInWorld } from '../support/arm-fault';
import { CUSTOMERS } from '../support/app/contract-app';
import { GrantLog } from '../support/grant-log';
import { ended } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await World.open();
  world.stage.sagemaker.seedFeatureStore(CUSTOMERS);
});
afterAll(() => world.close());

const deployed = async (version: string, variant: object = {}) => {
  const deploy = await world.release({ version, contract: 'same', ...variant });
  return { deploy, end: await ended(world, version) };
};

test('a version as declared is promoted, with no right that it does not use, and the next one is compared with it', async () => {
  expect((await deployed('1.2')).end).toMatchObject({ outcome: 'promoted' });
  world.startTraffic();
  const grants = new GrantLog(world);
  const { end } = await deployed('1.3', { contract: 'wider' });
  expect(end).toMatchObject({ outcome: 'promoted' });
  const [verdict] = (end?.evidence as any).verdicts.filter(({ check }: any) => check === 'data-contract');
  expect(verdict).toMatchObject({
    status: 'PASS',
    reason: expect.stringMatching(
      /^1 of 1 samples as declared; feature group customers as declared, oldest sample \d s; backward compatible with 1\.2$/,
    ),
    evidence: { comparedWith: '1.2', breaking: [], goingBack: [] },
  });
  expect(grants.unused().filter((grant) => /^CheckFunction sagemaker:/.test(grant))).toEqual([]);
});

test.each([
  ['schema-drift', 'feature group customers: feature age must be Integral, got String'],
  ['stale-features', 'feature group customers: record c-1 must be 3600 s old at most, got 259'],
] as const)('%s ends the release before traffic', async (fault, reason) => {
  const [group] = world.stage.sagemaker.featureGroups;
  const before = { ...group };
  await armInWorld(world, { fault, version: fault });
  const witness = world.witness();
  const { deploy, end } = await deployed(fault);
  expect(deploy.succeeded).toBe(false);
  expect(end).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(reason) });
  expect(witness.ruleChanges).toEqual([]);
  Object.assign(group, before, { staleSince: undefined });
});

test('a contract that breaks callers ends the release when nobody is asked, and is asked about when somebody can be', async () => {
  expect((await deployed('2.0', { contract: 'breaking' })).end).toMatchObject({
    outcome: 'rolled-back',
    reason: expect.stringMatching(
      /roll forward only: not compatible with 1\.3 in request \/currency required, and nobody/,
    ),
  });
  const witness = world.witness();
  await world.deploy({ version: '2.1', contract: 'breaking', approvesBreaking: true, returnAtStart: true });
  await world.until(
    'somebody is asked',
    async () => (await world.ledger()).release?.verdicts.some(({ status }) => status === 'PENDING') === true,
  );
  expect(witness.messages.at(-1)).toBe('2.1 awaiting-approval');
  await world.answer('approve');
  await world.quiet();
  expect(await ended(world, '2.1')).toMatchObject({ outcome: 'promoted' });
});
