import { Names, Phase } from '../../../../lib/contract';
import { AppVariant, MODEL, STOP_PARAMETER, USER_ALARM } from '../support/app/app-variant';
import { freshVersion, isRejected, release } from '../support/pipeline';
import { bringBack, startReturn } from '../support/returns';
import { settled } from '../support/settled';
import { invokeVariants } from '../support/variant-traffic';
import { World } from '../support/world';

jest.setTimeout(120_000);

type Hosting = AppVariant['hosting'];
const VARIANT: AppVariant = { version: '1.2', freezable: true, userAlarm: true };

/** One model's life. Its standby times are over whenever a test begins. */
describe.each<[string, Hosting]>([
  ['ECS', undefined],
  ['SageMaker endpoints', 'sagemaker'],
  ['variants of one endpoint', 'variants'],
])('the version before, on %s', (_name, hosting) => {
  let world: World;
  let stopTraffic: () => void = () => undefined;

  beforeAll(async () => {
    world = await World.open();
    await world.release({ ...VARIANT, hosting });
    if (hosting === 'variants') stopTraffic = invokeVariants(world);
    else world.startTraffic();
    await world.release({ ...VARIANT, hosting, version: '1.3' });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });
  afterEach(async () => {
    await world.setAlarm(USER_ALARM, 'OK');
    await stopReleases(world, 'off');
  });
  afterAll(async () => {
    stopTraffic();
    await world.close();
  });

  test.each<Phase>(['provisioning', 'baking'])(
    'stays where it was when its return is aborted in phase %s',
    async (phase) => {
      world.atPhase(phase, () => world.abort());
      expect(await bringBack(world)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
      expect(await world.facts()).toEqual(settled('1.3', 'green'));
      expect(await isRejected(world, '1.2')).toBe(false);
    },
  );

  test('comes back although a release failed in its place since, alarms fire and releases are stopped', async () => {
    const failing = freshVersion();
    world.profiles.set(failing, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    expect(await release(world, failing)).toMatchObject({ outcome: 'rolled-back' });
    await world.setAlarm(USER_ALARM, 'ALARM');
    await stopReleases(world, 'incident 4711');
    await world.pass(5);
    const witness = world.witness();
    // Impatience must not abort it, nor may the second of two on call undo what the first did.
    world.atPhase('provisioning', () => world.rollBack());
    world.atPhase('baking', () => world.rollBack('wrong scores, says bob'));
    world.atPhase('standby', () => world.rollBack('wrong scores, says eve'));
    expect(await bringBack(world)).toMatchObject({
      version: '1.2',
      outcome: 'promoted',
      reason: expect.stringMatching(/^ada asked to go back from 1\.3 to 1\.2: wrong scores; /),
    });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    const phases = ['preparing', 'provisioning', 'shifting', 'baking', 'standby', 'promoted'];
    expect(witness.events).toEqual(phases.map((phase) => `1.2 ${phase}`));
    const [{ releaseId, evidence }] = (await world.ledger()).ended;
    const calls = (await world.decisions(releaseId)).filter(({ kind }) => kind === 'ignored-call');
    expect(calls.map(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.stringMatching(/^ada asked .* traffic is on 1\.2 by now; .* --from 1\.2 --reason …$/)),
    );
    const verdicts = evidence.verdicts as { check: string; reason: string }[];
    expect(verdicts.filter(({ reason }) => reason === 'skipped: return to a version that was live')).toHaveLength(
      hosting === 'variants' ? 2 : 3,
    );
    if (hosting !== 'variants') expect(witness.ruleChanges).toEqual(['traffic: blue 100']);
    await world.pass(5);
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
  });

  test('is not the one that a return has left: that is rejected', async () => {
    expect(await isRejected(world, '1.3')).toBe(true);
    const arn = await startReturn(world);
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused' });
    expect(world.execution(arn)?.cause).toContain('version 1.3 was rejected');
  });

  test('fails to come back when its copy is gone, and nothing is touched', async () => {
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    const before = await world.facts();
    await takeAwayCopy(world, hosting);
    expect(await bringBack(world)).toMatchObject({
      version: '1.2',
      outcome: 'refused',
      reason: expect.stringMatching(/can't be brought back as it was: .* release it again/),
    });
    expect(await world.facts()).toEqual(before);
    expect(await isRejected(world, '1.2')).toBe(false);
  });

  test('fails in its bake: the traffic goes back to the version that was left', async () => {
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    const { live, before } = await world.ledger();
    world.profiles.set(before!.version, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    expect(await bringBack(world)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
    expect(await world.facts()).toEqual(settled(version, live!.environment));
    expect(await isRejected(world, before!.version)).toBe(true);
    expect(await isRejected(world, version)).toBe(false);
  });

  test('is left again by an operator who names it', async () => {
    const version = freshVersion();
    await world.pass(5);
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    const { live, before } = await world.ledger();
    world.atPhase('standby', () => world.rollBack('that one is worse', before!.version));
    expect(await bringBack(world)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'operator' } });
    expect(await world.facts()).toEqual(settled(version, live!.environment));
    expect(await isRejected(world, before!.version)).toBe(true);
    expect(await isRejected(world, version)).toBe(false);
  });

  // The lock and the recovery are the same on all of them.
  if (hosting !== undefined) return;

  test('comes back once, although two ask and one execution dies', async () => {
    await world.pass(5);
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    const first = await startReturn(world);
    await expect(startReturn(world, 'bob')).rejects.toThrow(/Execution Already Exists/);
    await world.untilPhase('provisioning');
    await world.call('states', 'StopExecution', { executionArn: first });
    await world.quiet();
    const { ended, live } = await world.ledger();
    expect(ended[0]).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'execution-died' } });
    expect(await bringBack(world)).toMatchObject({ outcome: 'promoted' });
    expect((await world.ledger()).live?.environment).not.toBe(live?.environment);
  });
});

const stopReleases = (world: World, Value: string) =>
  world.call('ssm', 'PutParameter', { Name: STOP_PARAMETER, Value, Overwrite: true });

/** What somebody may do to it while nothing runs it. */
async function takeAwayCopy(world: World, hosting: Hosting): Promise<void> {
  const { before } = await world.ledger();
  const { copyArn, environment } = before!;
  if (hosting === undefined) {
    expect(copyArn).toContain(`/${Names.family(MODEL, environment)}:`);
    await world.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: copyArn });
    return;
  }
  const EndpointConfigName = copyArn.split('/').at(-1);
  await world.call('sagemaker', 'DeleteEndpointConfig', { EndpointConfigName });
}
