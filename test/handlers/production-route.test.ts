import { allOn, ProductionRouteProperties } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { forwardToBoth, forwardToOnly, notLiveYet, RuleAction } from '../../lib/core/traffic/rule-action';
import { firstLedgerIn, ledgerIn, MODEL } from '../core/ledger/ledgers';
import { request, STACK } from './world/cfn-request';
import { GROUPS, liveActions, Listener, properties, tagsOf } from './world/listener';

describe('Custom::ProductionRoute', () => {
  const newActions = [forwardToBoth(GROUPS, allOn('green'))];

  const update = (now: ProductionRouteProperties, old = properties()) =>
    request('Update', now, {
      PhysicalResourceId: 'arn:rule/1',
      OldResourceProperties: { ServiceToken: 'arn:function', ...old },
    });

  test('Create answers 503 until something is live, and finds its own rule again', async () => {
    const listener = new Listener();
    const first = await listener.call(request('Create', properties()));
    expect(first).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'arn:rule/1',
      Data: { RuleArn: 'arn:rule/1' },
    });
    expect(listener.rules[0].Actions).toEqual([notLiveYet(MODEL)]);
    await expect(listener.call(request('Create', properties()))).resolves.toEqual(first);
    expect(listener.rules).toHaveLength(1);
  });

  describe("at a priority that somebody else's rule has", () => {
    const theirs = (members: object) => ({
      RuleArn: 'arn:rule/theirs',
      ListenerArn: 'arn:other',
      Priority: '10',
      Actions: liveActions,
      ...members,
    });

    test.each([
      ['without tags', []],
      ['of another stack', tagsOf(STACK.replace('/1', '/2'), 'Resource')],
      ['of another resource of the stack', tagsOf(STACK, 'Other')],
    ])('fails to create and to move there, although it does what ours does: %s', async (_name, Tags) => {
      const listener = await Listener.live();
      listener.rules.push(theirs({ Tags }));
      for (const event of [
        request('Create', properties({ ListenerArn: 'arn:other' })),
        update(properties({ ListenerArn: 'arn:other' })),
      ]) {
        const answer = await listener.call(event);
        expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('PriorityInUse') });
      }
      expect(listener.modified).toEqual([]);
      expect(listener.rule('arn:rule/theirs')).toEqual(theirs({ Tags }));
    });
  });

  test('Update changes conditions and priority, never actions', async () => {
    const listener = await Listener.live();
    const Conditions = '[{"Field":"host-header","HostHeaderConfig":{"Values":["a.example"]}}]';
    await expect(listener.call(update(properties({ Conditions, Priority: '20' })))).resolves.toMatchObject({
      Status: 'SUCCESS',
    });
    expect(listener.modified).toEqual([
      { RuleArn: 'arn:rule/1', Conditions: JSON.parse(Conditions) },
      { RulePriorities: [{ RuleArn: 'arn:rule/1', Priority: 20 }] },
    ]);
    expect(listener.rules[0].Actions).toBe(liveActions);
    expect(listener.rules[0].Tags).toEqual(tagsOf(STACK, 'Resource'));
  });

  test('Update without a change makes no change', async () => {
    const listener = await Listener.live();
    await listener.call(update(properties()));
    expect(listener.modified).toEqual([]);
  });

  test('Update to another listener takes the live actions over under a new id', async () => {
    const listener = await Listener.live();
    await expect(listener.call(update(properties({ ListenerArn: 'arn:other' })))).resolves.toMatchObject({
      PhysicalResourceId: 'arn:rule/2',
    });
    expect(listener.rules[1]).toMatchObject({ ListenerArn: 'arn:other', Actions: liveActions });
    expect(listener.modified).toEqual([]);
  });

  describe('while a release holds the lock', () => {
    test('fails to move to another listener, and creates nothing there', async () => {
      const listener = await Listener.live();
      listener.world.setLedger(ledgerIn('provisioning'));
      await expect(listener.call(update(properties({ ListenerArn: 'arn:other' })))).resolves.toMatchObject({
        Status: 'FAILED',
        PhysicalResourceId: 'arn:rule/1',
        Reason: expect.stringMatching(
          /must stay arn:listener while release v2-release \(version "v2"\) is in phase provisioning, got arn:other; deploy again/,
        ),
      });
      expect(listener.rules).toHaveLength(1);
    });

    test('changes the priority all the same', async () => {
      const listener = await Listener.live();
      listener.world.setLedger(ledgerIn('baking'));
      await expect(listener.call(update(properties({ Priority: '20' })))).resolves.toMatchObject({ Status: 'SUCCESS' });
      expect(listener.world.calls).toEqual([]);
    });

    test.each<[string, Ledger, RuleAction]>([
      ['that bakes: its traffic is left behind', ledgerIn('baking'), forwardToOnly(GROUPS, 'blue')],
      ['that rolls back: its traffic too', ledgerIn('rolling-back'), forwardToOnly(GROUPS, 'blue')],
      ['of a first version: 503 again', firstLedgerIn('baking'), notLiveYet(MODEL)],
      ['that has not moved traffic', ledgerIn('provisioning'), newActions[0]],
      ['that is promoted', ledgerIn('standby'), newActions[0]],
    ])('moves back with a stack that rolls back, under a release %s', async (_name, ledger, action) => {
      const listener = await Listener.live();
      await listener.call(update(properties({ ListenerArn: 'arn:other' })));
      listener.rule('arn:rule/2').Actions = newActions;
      listener.world.setLedger(ledger);
      listener.world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      const back = request('Update', properties(), {
        PhysicalResourceId: 'arn:rule/2',
        OldResourceProperties: { ServiceToken: 'arn:function', ...properties({ ListenerArn: 'arn:other' }) },
      });
      await expect(listener.call(back)).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn:rule/1' });
      expect(listener.rule('arn:rule/1').Actions).toEqual([action]);
      expect(listener.rule('arn:rule/2').Actions).toBe(newActions);
    });
  });

  describe('back to a listener on which our rule still is', () => {
    /** A failed update went from arn:listener to arn:other, where a release then changed the rule. */
    async function movedAndFailed(): Promise<Listener> {
      const listener = await Listener.live();
      listener.rules.unshift(
        { RuleArn: 'arn:rule/a', ListenerArn: 'arn:listener', Priority: '1', Tags: [] },
        { RuleArn: 'arn:rule/b', ListenerArn: 'arn:listener', Priority: '2', Tags: [] },
      );
      await listener.call(update(properties({ ListenerArn: 'arn:other' })));
      listener.rule('arn:rule/4').Actions = newActions;
      return listener;
    }

    const back = () =>
      request('Update', properties(), {
        PhysicalResourceId: 'arn:rule/4',
        OldResourceProperties: { ServiceToken: 'arn:function', ...properties({ ListenerArn: 'arn:other' }) },
      });

    test('takes it up again, with what the live one does', async () => {
      const listener = await movedAndFailed();
      await expect(listener.call(back())).resolves.toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: 'arn:rule/1',
      });
      expect(listener.modified).toEqual([
        { RuleArn: 'arn:rule/1', Conditions: JSON.parse(properties().Conditions), Actions: newActions },
      ]);
    });

    test('once more when the answer got lost', async () => {
      const listener = await movedAndFailed();
      const first = await listener.call(back());
      await expect(listener.call(back())).resolves.toEqual(first);
      expect(listener.rule('arn:rule/1').Actions).toEqual(newActions);
    });

    test('with a change that a release makes meanwhile', async () => {
      const listener = await movedAndFailed();
      const changes = [[forwardToOnly(GROUPS, 'blue')]];
      listener.afterModify = () =>
        Object.assign(listener.rule('arn:rule/4'), { Actions: changes.pop() ?? listener.rule('arn:rule/4').Actions });
      await expect(listener.call(back())).resolves.toMatchObject({ Status: 'SUCCESS' });
      expect(listener.rule('arn:rule/1').Actions).toEqual([forwardToOnly(GROUPS, 'blue')]);
    });

    test('fails when the live one never stands still', async () => {
      const listener = await movedAndFailed();
      let weight = 0;
      listener.afterModify = () =>
        Object.assign(listener.rule('arn:rule/4'), {
          Actions: [forwardToBoth(GROUPS, { blue: 100, green: weight++ })],
        });
      await expect(listener.call(back())).resolves.toMatchObject({
        Status: 'FAILED',
        PhysicalResourceId: 'arn:rule/4',
        Reason: expect.stringContaining('try again'),
      });
    });

    test('does nothing when the live rule never left', async () => {
      const listener = await Listener.live();
      const event = update(properties(), properties({ ListenerArn: 'arn:other' }));
      await expect(listener.call(event)).resolves.toMatchObject({ PhysicalResourceId: 'arn:rule/1' });
      expect(listener.modified).toEqual([]);
    });
  });

  test.each([
    ['fails for the live target group', { BlueTargetGroupArn: 'arn:tg/new' }, 'FAILED'],
    ['succeeds for the idle one', { GreenTargetGroupArn: 'arn:tg/new' }, 'SUCCESS'],
  ])('Update %s', async (_name, members, status) => {
    const listener = await Listener.live();
    await expect(listener.call(update(properties(members)))).resolves.toMatchObject({ Status: status });
    expect(listener.modified).toEqual([]);
  });

  test('Update fails for a group that a single-group action names', async () => {
    const listener = await Listener.live();
    listener.rules[0].Actions = [{ Type: 'forward', TargetGroupArn: 'arn:tg/green' }];
    await expect(listener.call(update(properties({ GreenTargetGroupArn: 'arn:tg/new' })))).resolves.toMatchObject({
      Status: 'FAILED',
    });
  });

  test('Delete removes the rule, and is harmless when there is none', async () => {
    const listener = await Listener.live();
    for (const PhysicalResourceId of ['arn:rule/1', 'arn:rule/1', 'failed-create-request-1']) {
      await expect(listener.call(request('Delete', properties(), { PhysicalResourceId }))).resolves.toMatchObject({
        Status: 'SUCCESS',
      });
    }
    expect(listener.rules).toEqual([]);
  });
});
