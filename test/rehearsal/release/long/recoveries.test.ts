import { PendingCall } from '../../../../lib/rehearsal/aws/account';
import { itemsWritten } from '../../../../lib/rehearsal/aws/dynamodb/items-written';
import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { revoke } from '../support/grant-log';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** What the recovery itself fails at, again and again: it must neither go on for ever nor leave anybody in the dark. */
describe('a recovery that fails for a lasting cause', () => {
  let world: World;
  beforeEach(async () => void (world = await World.live({ version: '1.2' })));
  afterEach(() => world.close());

  /** Refuses the calls that `hits` names, until the returned function is called. */
  function refuse(hits: (call: PendingCall) => boolean): () => void {
    const { faults } = world.stage.account;
    const strike = (call: PendingCall) =>
      hits(call) ? new AwsError('AccessDeniedException', 'explicit deny of a policy') : undefined;
    faults.add(strike);
    return () => void faults.delete(strike);
  }

  /** The write that frees the lock. */
  const freesTheLock = (call: PendingCall) =>
    call.caller.kind === 'role' &&
    itemsWritten(call).some(
      ({ sk, document }) => sk.S === 'LEDGER' && JSON.parse(document.S as string).release === undefined,
    );

  const looksForTheDead = ({ operation, caller }: PendingCall) =>
    operation === 'DescribeExecution' && caller.kind === 'role';

  const executions = () => world.stage.states.executions.all;

  const allEnded = () =>
    world.until('every execution has ended', async () => executions().every(({ status }) => status !== 'RUNNING'));

  /** Executions since a count of them, oldest first. */
  const statuses = (before: number) => {
    const since = executions().slice(0, executions().length - before);
    return since.map(({ status }) => status).reverse();
  };

  test('to end its release: five recoveries, then people are told; by hand it counts from one again, and the next release takes the lock over', async () => {
    const before = executions().length;
    const witness = world.witness();
    const heal = refuse(freesTheLock);
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    await start(world, version);
    await allEnded();
    expect(statuses(before)).toEqual([...Array<string>(6).fill('FAILED'), 'SUCCEEDED']);
    expect(witness.messages.at(-1)).toBe(`${version} given-up`);
    expect(witness.events.at(-1)).toBe(`${version} given-up`);
    await world.pass(60);
    expect(statuses(before)).toHaveLength(7);
    expect(await world.facts()).toEqual({ ...settled('1.2', 'blue'), lock: 'retiring-failed' });
    const holder = (await world.ledger()).release?.executionArn ?? '';
    await world.start('by-hand', { version: 'recover', recover: world.execution(holder).name });
    await allEnded();
    expect(statuses(before)).toHaveLength(7 + 6);
    heal();
    const next = freshVersion();
    expect(await release(world, next)).toMatchObject({ outcome: 'promoted' });
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toEqual(settled(next, 'green'));
  });

  test('to take over: one recovery tries for four hours, and an operator can roll back meanwhile', async () => {
    const before = executions().length;
    const heal = refuse(looksForTheDead);
    const executionArn = await start(world, freshVersion());
    await world.untilPhase('baking');
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(60);
    expect(statuses(before)).toEqual(['ABORTED', 'RUNNING']);
    await world.rollBack();
    expect(await world.facts()).toMatchObject({ live: '1.2 in blue', weights: { blue: 100, green: 0 } });
    await allEnded();
    expect(statuses(before)).toEqual(['ABORTED', 'SUCCEEDED']);
    heal();
    const next = freshVersion();
    expect(await release(world, next)).toMatchObject({ outcome: 'promoted' });
  });

  test('to take over, until the cause is gone: it goes on where it was', async () => {
    const heal = refuse(looksForTheDead);
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.untilPhase('baking');
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(120);
    heal();
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ evidence: { trigger: 'execution-died' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('to bring traffic back: it is not given up after five, and the traffic goes back when it can', async () => {
    const before = executions().length;
    const version = freshVersion();
    await start(world, version);
    await world.untilPhase('baking');
    const giveBack = await revoke(world, 'TrafficFunction', 'elasticloadbalancing:ModifyRule');
    await world.abort();
    await world.pass(3 * 60);
    expect(statuses(before).filter((status) => status === 'FAILED').length).toBeGreaterThan(8);
    expect((await world.facts()).weights).toEqual({ blue: 0, green: 100 });
    await giveBack();
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });
});
