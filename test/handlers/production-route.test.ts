import { ProductionRouteProperties } from '../../lib/contract';
import { notLiveYet } from '../../lib/core/traffic/rule-action';
import { makeHandler as makeRoute } from '../../lib/handlers/production-route';
import { MODEL } from '../core/ledger/ledgers';
import { awsError, fakeClient } from './world/calls';
import { request } from './world/cfn-request';
import { World } from './world/world';

describe('Custom::ProductionRoute', () => {
  const properties = (members: Partial<ProductionRouteProperties> = {}): ProductionRouteProperties => ({
    ListenerArn: 'arn:listener',
    Priority: '10',
    Conditions: '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/*"]}}]',
    BlueTargetGroupArn: 'arn:tg/blue',
    GreenTargetGroupArn: 'arn:tg/green',
    ...members,
  });
  const liveActions = [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: 'arn:tg/blue', Weight: 100 },
          { TargetGroupArn: 'arn:tg/green', Weight: 0 },
        ],
      },
    },
  ];

  /** Rules on listeners, in memory. */
  class Listener {
    readonly rules: any[] = [];
    readonly modified: any[] = [];
    readonly world = new World();
    readonly elb = fakeClient<any>(
      {
        CreateRule: ({ ListenerArn, Priority, Conditions, Actions }) => {
          if (this.rules.some((rule) => rule.ListenerArn === ListenerArn && rule.Priority === String(Priority)))
            throw awsError('PriorityInUseException');
          const rule = {
            RuleArn: `arn:rule/${this.rules.length + 1}`,
            ListenerArn,
            Priority: String(Priority),
            Conditions,
            Actions,
          };
          this.rules.push(rule);
          return { Rules: [rule] };
        },
        DescribeRules: ({ RuleArns, ListenerArn }) => ({
          Rules: this.rules.filter((rule) => RuleArns?.includes(rule.RuleArn) ?? rule.ListenerArn === ListenerArn),
        }),
        ModifyRule: (input) => (this.modified.push(input), {}),
        SetRulePriorities: (input) => (this.modified.push(input), {}),
        DeleteRule: ({ RuleArn }) => {
          const index = this.rules.findIndex((rule) => rule.RuleArn === RuleArn);
          if (index < 0) throw awsError('RuleNotFoundException');
          this.rules.splice(index, 1);
          return {};
        },
      },
      [],
    );

    async call(event: unknown): Promise<any> {
      await makeRoute({ ...this.world.deps(), clients: { elb: this.elb, put: this.world.clients().put } })(event);
      return this.world.answers.at(-1)?.body;
    }

    /** A listener with the live rule of a model in blue. */
    static async live(): Promise<Listener> {
      const listener = new Listener();
      await listener.call(request('Create', properties()));
      listener.rules[0].Actions = liveActions;
      return listener;
    }
  }

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

  test("fails to create at a priority that somebody else's rule has", async () => {
    const listener = new Listener();
    listener.rules.push({
      RuleArn: 'arn:rule/theirs',
      ListenerArn: 'arn:listener',
      Priority: '10',
      Actions: [{ Type: 'redirect' }],
    });
    await expect(listener.call(request('Create', properties()))).resolves.toMatchObject({ Status: 'FAILED' });
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
