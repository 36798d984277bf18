import { AUDIT } from '../support/app/app-variant';
import { GrantLog } from '../support/grant-log';
import { ended, isRejected, release } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe.each(['required', 'advisory'] as const)('a check by a state machine that is %s', (ownMachine) => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '7.1', ownMachine })));
  afterAll(() => world.close());

  const audits = () => world.stage.states.executions.all.filter(({ machine }) => machine.name === AUDIT);

  test('promotes a version that it passes, and waits for that', async () => {
    const grants = new GrantLog(world);
    expect(await release(world, '7.5')).toMatchObject({ outcome: 'promoted' });
    const { verdicts } = (await ended(world, '7.5'))?.evidence as { verdicts: { check: string }[] };
    expect(verdicts.find(({ check }) => check === 'audit')).toMatchObject({
      status: 'PASS',
      reason: 'audited 7.5 in green',
      evidence: { depth: 2 },
    });
    const [{ startedAt, stoppedAt, input }] = audits();
    expect((stoppedAt!.getTime() - startedAt.getTime()) / 60_000).toBeCloseTo(10, 0);
    expect(JSON.parse(input)).toMatchObject({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.any(String) });
    // Nothing had to be stopped.
    expect(grants.unused().filter((grant) => /^Workflow states:/.test(grant))).toEqual([
      'Workflow states:StopExecution',
    ]);
  });

  test.each([
    ['fails', '7.6', /audit: FAIL, audited 7.6/, true, 'SUCCEEDED'],
    [
      'breaks on',
      '7.7',
      /audit: INSUFFICIENT_DATA, the check did not end: NoAuditor: nobody is there/,
      false,
      'FAILED',
    ],
    ['answers nonsense to', '7.8', /audit: INSUFFICIENT_DATA, the check must answer .*got string/, false, 'SUCCEEDED'],
    ['takes too long for', '7.9', /audit: INSUFFICIENT_DATA, the check did not end: States.Timeout/, false, 'ABORTED'],
  ])('a version that it %s', async (_name, version, reason, rejected, status) => {
    const [witness, result] = [world.witness(), await release(world, version)];
    expect(audits()[0]).toMatchObject({ status });
    if (ownMachine === 'advisory') {
      expect(result).toMatchObject({ outcome: 'promoted' });
      return;
    }
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringMatching(reason) });
    expect(await isRejected(world, version)).toBe(rejected);
    expect(witness.ruleChanges).toEqual([]);
  });
});
