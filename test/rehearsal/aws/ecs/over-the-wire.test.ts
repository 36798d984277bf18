import { ApplicationAutoScaling as ScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { REHEARSAL_ACCESS_KEY } from '../../../../lib/rehearsal/aws/access-keys';
import { ApplicationAutoScaling } from '../../../../lib/rehearsal/aws/autoscaling/autoscaling';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { ecsFixture, serviceInput, TASK_START_MS, taskDefinition } from './fixture';

describe('SDK clients over the wire', () => {
  const fixture = ecsFixture();
  const account = new EmulatedAccount({ clock: fixture.clock });
  for (const service of [fixture.ecs, fixture.elbv2, new ApplicationAutoScaling(fixture.ecs)])
    account.register(service);
  let wire: WireServer;
  let clients: { readonly ecs: ECS; readonly elb: ElasticLoadBalancingV2; readonly scaling: ScalingClient };

  beforeAll(async () => {
    wire = await WireServer.start(account);
    const credentials = { accessKeyId: REHEARSAL_ACCESS_KEY, secretAccessKey: 'none' };
    const config = { region: 'eu-west-1', endpoint: wire.endpoint, credentials, maxAttempts: 1 };
    clients = { ecs: new ECS(config), elb: new ElasticLoadBalancingV2(config), scaling: new ScalingClient(config) };
  });
  afterAll(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await wire.close();
    await fixture.stop();
  });

  test('a release provisions, scales and waits for health', async () => {
    const { ecs, elb, scaling } = clients;
    const registered = await ecs.registerTaskDefinition(taskDefinition('fraud-blue', 'serve') as object as never);
    expect(registered.taskDefinition).toMatchObject({ revision: 1, registeredAt: expect.any(Date) });
    await ecs.createService(serviceInput(fixture.targetGroupArn));
    const target = {
      ServiceNamespace: 'ecs' as const,
      ResourceId: 'service/models/fraud-blue',
      ScalableDimension: 'ecs:service:DesiredCount' as const,
    };
    await scaling.registerScalableTarget({ ...target, MinCapacity: 2, MaxCapacity: 4 });
    await fixture.clock.sleep(TASK_START_MS + 5_000);
    const { services } = await ecs.describeServices({ cluster: 'models', services: ['fraud-blue'] });
    expect(services?.[0]).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    const health = await elb.describeTargetHealth({ TargetGroupArn: fixture.targetGroupArn });
    expect(health.TargetHealthDescriptions?.map((entry) => entry.TargetHealth?.State)).toEqual(['healthy', 'healthy']);
    const { ScalableTargets } = await scaling.describeScalableTargets({ ServiceNamespace: 'ecs' });
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 2, CreationTime: expect.any(Date) }]);
  });

  test('weights go out and come back as numbers, errors with their code', async () => {
    const { elb } = clients;
    const [listener] = fixture.elbv2.current().listeners;
    const weighted = (Weight: number) => [
      {
        Type: 'forward' as const,
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: fixture.targetGroupArn, Weight }] },
      },
    ];
    const created = await elb.createRule({
      ListenerArn: listener.listenerArn,
      Priority: 5,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/*'] } }],
      Actions: weighted(7),
    });
    const RuleArn = created.Rules?.[0].RuleArn;
    const { Rules } = await elb.describeRules({ RuleArns: [RuleArn!] });
    expect(Rules?.[0]).toMatchObject({ Priority: '5', IsDefault: false, Actions: weighted(7) });
    await expect(elb.modifyRule({ RuleArn, Actions: weighted(1000) })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(elb.deleteRule({ RuleArn: `${RuleArn}0` })).rejects.toMatchObject({ name: 'RuleNotFoundException' });
  });
});
