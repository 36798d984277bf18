import {
  CreateListenerCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { IndependentAws } from '../support/independent-aws';
import { createModelAccount, ModelAccount, productionActions, routeProperties } from '../support/model-account';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';

/** `Custom::ProductionRoute` against the ELBv2 of moto. */
export function describeProductionRoute(aws: () => IndependentAws): void {
  describe('the production route', () => {
    let account: ModelAccount;
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'eu-west-1',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
      });
    });

    const deploy = (
      RequestType: 'Create' | 'Update' | 'Delete',
      properties: object,
      PhysicalResourceId?: string,
      old: object = {},
    ) =>
      aws().deploy(account.functionName('production-route'), {
        RequestType,
        ResourceProperties: { ...routeProperties(account.listenerArn, account.groups), ...properties },
        OldResourceProperties: { ...routeProperties(account.listenerArn, account.groups), ...old },
        PhysicalResourceId,
      });
    const rule = async (ruleArn: string): Promise<Rule | undefined> =>
      (await account.clients.elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }))).Rules?.[0];

    test('answers a fixed 503 until a version is live', async () => {
      const [action] = await productionActions(account);
      expect(action).toMatchObject({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } });
    });

    test('finds its own rule again when the Create is repeated', async () => {
      expect(await deploy('Create', {})).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: account.ruleArn });
    });

    test('an update changes conditions and priority, and leaves the action alone', async () => {
      const Conditions = JSON.stringify([{ Field: 'path-pattern', PathPatternConfig: { Values: ['/other/*'] } }]);
      const before = await productionActions(account);
      expect(await deploy('Update', { Conditions, Priority: '20' }, account.ruleArn)).toMatchObject({
        Status: 'SUCCESS',
      });
      const updated = await rule(account.ruleArn);
      expect(updated?.Priority).toBe('20');
      expect(updated?.Conditions).toMatchObject([{ PathPatternConfig: { Values: ['/other/*'] } }]);
      expect(updated?.Actions).toEqual(before);
    });

    test('on another listener a new rule takes the action over, the way back finds the old one, a Delete removes the new one, twice', async () => {
      const { elb } = account.clients;
      const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ ListenerArns: [account.listenerArn] }));
      const [{ LoadBalancerArn, DefaultActions }] = Listeners;
      const created = await elb.send(
        new CreateListenerCommand({ LoadBalancerArn, DefaultActions, Protocol: 'HTTP', Port: 81 }),
      );
      const ListenerArn = created.Listeners?.[0].ListenerArn ?? '';
      const { Status, PhysicalResourceId } = await deploy('Update', { ListenerArn, Priority: '20' }, account.ruleArn);
      expect(Status).toBe('SUCCESS');
      expect(PhysicalResourceId).not.toBe(account.ruleArn);
      expect((await rule(PhysicalResourceId))?.Actions).toEqual(await productionActions(account));

      const Actions = [{ Type: 'forward' as const, TargetGroupArn: account.groups.green }];
      await elb.send(new ModifyRuleCommand({ RuleArn: PhysicalResourceId, Actions }));
      expect(await deploy('Update', { Priority: '20' }, PhysicalResourceId, { ListenerArn })).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: account.ruleArn,
      });
      expect(await productionActions(account)).toEqual((await rule(PhysicalResourceId))?.Actions);

      expect(await deploy('Delete', {}, PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
      expect(await deploy('Delete', {}, PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
      await expect(rule(PhysicalResourceId)).rejects.toThrow(/rule/i);
    });
  });
}
