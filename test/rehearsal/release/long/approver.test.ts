import { CallObserver } from '../../../../lib/rehearsal/aws/emulated-account';
import { answerApprovals, GivenAnswer } from '../../../../lib/rehearsal/run/approver/approver';
import { FaultName } from '../../../../lib/rehearsal/run/fault-names';
import { AppVariant } from '../support/app/app-variant';
import { armInWorld } from '../support/arm-fault';
import { ended, freshVersion, isRejected, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

const APPROVER = 'arn:aws:sts::123456789012:assumed-role/rehearsal-approver/rehearsal';

/** Who answers is the command for people, over the wire, with the permissions of `grantApprove`. */
describe('a rehearsal of a model that needs an approval', () => {
  let world: World;
  let problems: string[];
  let observers: readonly CallObserver[];
  const variant: AppVariant = { version: '1.2', approvalMinutes: 60, returnAtStart: true };

  beforeAll(async () => {
    world = await World.open();
    observers = [...world.stage.account.observers];
  });
  beforeEach(() => {
    problems = [];
    // The approvers of other tests would answer, too.
    world.stage.account.observers.clear();
    for (const each of observers) world.stage.account.observers.add(each);
  });
  afterAll(() => world.close());

  function answer(options: { fault?: FaultName; decline?: boolean; to: string }): readonly GivenAnswer[] {
    return answerApprovals(world.stage, 'fraud', { fault: undefined, decline: false, ...options }, (text) =>
      problems.push(text),
    );
  }

  test('approves its first version, whatever becomes of the next one', async () => {
    const answers = answer({ to: '1.3', decline: true });
    await world.release(variant);
    expect(answers).toMatchObject([{ version: '1.2', check: 'approval', decision: 'approve' }]);
    expect(problems).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    world.startTraffic();
  });

  test('approves the new version, in the name of a rehearsal', async () => {
    const to = freshVersion();
    answer({ to });
    expect(await release(world, to)).toMatchObject({
      outcome: 'promoted',
      evidence: {
        verdicts: expect.arrayContaining([
          expect.objectContaining({
            check: 'approval',
            status: 'PASS',
            reason: `${APPROVER} approved: a rehearsal, in which nobody looks and every approval is given`,
          }),
        ]),
      },
    });
    expect(problems).toEqual([]);
  });

  test('declines it when it was asked to', async () => {
    const to = freshVersion();
    const [answers, witness] = [answer({ to, decline: true }), world.witness()];
    expect(await release(world, to)).toMatchObject({ outcome: 'rolled-back', evidence: { decision: 'decline' } });
    expect(answers).toMatchObject([{ decision: 'decline' }]);
    expect(witness.ruleChanges).toEqual([]);
  });

  test('leaves it alone with fault approval-timeout: the release goes back, and traffic never moved', async () => {
    const to = freshVersion();
    const [answers, witness, before] = [
      answer({ to, fault: 'approval-timeout' }),
      world.witness(),
      await world.facts(),
    ];
    await armInWorld(world, { fault: 'approval-timeout', version: to });
    const asked = world.clock.now();
    expect(await release(world, to)).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/approval: INSUFFICIENT_DATA, nobody answered from/),
    });
    expect(world.clock.now() - asked).toBeGreaterThan(60 * 60_000);
    expect(answers).toEqual([]);
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
    expect(await isRejected(world, to)).toBe(false);
    expect((await ended(world, to))?.evidence).not.toHaveProperty('decision');
  });
});
