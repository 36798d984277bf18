import { ApplicationAutoScaling } from '../../../lib/rehearsal/aws/autoscaling/autoscaling';
import { cloudFormationService } from '../../../lib/rehearsal/aws/cloudformation/cloudformation-service';
import { StackRegistry } from '../../../lib/rehearsal/aws/cloudformation/stack-registry';
import { dynamoDbService } from '../../../lib/rehearsal/aws/dynamodb/dynamodb-service';
import { Ecs } from '../../../lib/rehearsal/aws/ecs/ecs';
import { Elbv2 } from '../../../lib/rehearsal/aws/elbv2/elbv2';
import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { lambdaService } from '../../../lib/rehearsal/aws/lambda/lambda-service';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { DeployEngine, DeployResult, readAssembly } from '../../../lib/rehearsal/deploy';
import { Network } from '../../../lib/rehearsal/network';
import { LoopbackTasks } from '../support/loopback-tasks';
import { InProcessFunctions } from './support/in-process-functions';
import { finished } from './support/rehearse';
import { ShopOptions, synthesizeShop } from './support/shop-app';

jest.setTimeout(60_000); // synthesizing takes seconds on a busy machine

const clock = new VirtualClock(Date.UTC(2026, 0, 1));
const network = new Network();
const account = new EmulatedAccount({ clock });
const tasks = new LoopbackTasks(network);
const elbv2 = new Elbv2({ clock, network });
const ecs = new Ecs({ clock, runtime: tasks, targetGroups: elbv2 });
const registry = new StackRegistry();
for (const service of [
  elbv2,
  ecs,
  new ApplicationAutoScaling(ecs),
  dynamoDbService(),
  cloudFormationService(registry),
  lambdaService(account, new InProcessFunctions(clock)),
]) {
  account.register(service);
}
const engine = new DeployEngine({ account, registry });

afterAll(async () => {
  await engine.close();
  await tasks.stopAll();
  clock.stop();
});

function deploy(options: ShopOptions = {}): Promise<DeployResult> {
  const assembly = readAssembly(synthesizeShop(options), account);
  return engine.deploy({ assembly, stackName: 'Shop' });
}

function callsSince(start: number, service: string): readonly string[] {
  return account.journal
    .slice(start)
    .filter((entry) => entry.service === service && !entry.operation.startsWith('Describe'))
    .map((entry) => entry.operation);
}

const ofType = (type: string) =>
  [...engine.resources('Shop').values()].find(({ definition }) => definition.Type === type)!;

/** One stack's life, each test one deployment after the other. */
describe('a synthesized stack on the emulated services', () => {
  test('is created, and its service serves behind the load balancer', async () => {
    const result = await deploy();
    expect(result.reason).toBeUndefined();
    expect(result.status).toBe('CREATE_COMPLETE');
    const { listeners, groups } = elbv2.current();
    expect(listeners.map((listener) => listener.port)).toEqual([80]);
    expect(Object.values(groups).map((group) => group.targets.length)).toEqual([1]);
    expect(ofType('Custom::Greeting').attributes).toEqual({ Greeting: 'hello' });
    const { Stacks } = await account.call('cloudformation', 'DescribeStacks', { StackName: 'Shop' });
    expect(Stacks[0].StackStatus).toBe('CREATE_COMPLETE');
  });

  test('keeps the user keys of a task definition and gives members their SDK names', async () => {
    const { taskDefinition } = await account.call('ecs', 'DescribeTaskDefinition', { taskDefinition: 'shop' });
    expect(taskDefinition.containerDefinitions[0]).toMatchObject({
      dockerLabels: { OwnKey: 'kept' },
      portMappings: [{ containerPort: 8080 }],
    });
  });

  test('deployed again, nothing is called', async () => {
    const before = account.journal.length;
    expect(await deploy()).toMatchObject({ succeeded: true, events: [] });
    expect(account.journal).toHaveLength(before);
  });

  test('a changed task definition is replaced and the old revision deregistered, after the service moved on', async () => {
    const before = account.journal.length;
    expect(await deploy({ cpu: 512 })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(callsSince(before, 'ecs')).toEqual(['RegisterTaskDefinition', 'UpdateService', 'DeregisterTaskDefinition']);
    const sent = account.journal.slice(before).find((entry) => entry.operation === 'UpdateService')!.input;
    expect(sent).not.toHaveProperty('desiredCount');
    expect(sent).toHaveProperty('deploymentConfiguration.deploymentCircuitBreaker.enable', true);
    const arn = ofType('AWS::ECS::TaskDefinition').physicalId;
    expect(arn).toMatch(/task-definition\/shop:2$/);
  });

  test('a service that never gets healthy fails the update, and the rollback puts the old revision back', async () => {
    const result = await deploy({ cpu: 512, image: 'exit' });
    expect(result).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('ECS Deployment Circuit Breaker was triggered');
    const { services } = await account.call('ecs', 'DescribeServices', {
      cluster: ofType('AWS::ECS::Cluster').physicalId,
      services: [ofType('AWS::ECS::Service').physicalId],
    });
    expect(services[0].taskDefinition).toMatch(/shop:2$/);
    const { taskDefinition } = await account.call('ecs', 'DescribeTaskDefinition', { taskDefinition: 'shop:3' });
    expect(taskDefinition.status).toBe('INACTIVE');
  });

  test('a changed rule priority sends the actions as well: what a release wrote into a native rule is lost', async () => {
    const { physicalId: RuleArn } = ofType('AWS::ElasticLoadBalancingV2::ListenerRule');
    const Actions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }];
    await account.call('elasticloadbalancing', 'ModifyRule', { RuleArn, Actions });
    const before = account.journal.length;
    expect(await deploy({ cpu: 512, priority: 20 })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(callsSince(before, 'elasticloadbalancing')).toEqual(['ModifyRule', 'SetRulePriorities']);
    const { Rules } = await account.call('elasticloadbalancing', 'DescribeRules', { RuleArns: [RuleArn] });
    expect(Rules[0]).toMatchObject({ Priority: '20', Actions: [{ Type: 'forward' }] });
  });

  test('a changed port replaces the target group: the rule points at the new one before the old one goes', async () => {
    const before = account.journal.length;
    const old = ofType('AWS::ElasticLoadBalancingV2::TargetGroup').physicalId;
    expect(await deploy({ cpu: 512, priority: 20, targetPort: 8081 })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(callsSince(before, 'elasticloadbalancing')).toEqual([
      'CreateTargetGroup',
      'ModifyTargetGroupAttributes',
      'ModifyRule',
      'DeleteTargetGroup',
    ]);
    expect(ofType('AWS::ElasticLoadBalancingV2::TargetGroup').physicalId).not.toBe(old);
  });

  test('a custom resource that fails takes the whole update back', async () => {
    const result = await deploy({ cpu: 512, priority: 30, targetPort: 8081, greeting: 'bad' });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('bad greeting');
    expect(ofType('Custom::Greeting').attributes).toEqual({ Greeting: 'hello' });
  });

  test('is destroyed without a rest, but for the retained table', async () => {
    const result = await engine.destroy('Shop');
    expect(result.status).toBe('DELETE_COMPLETE');
    expect(finished(result).filter((line) => !line.endsWith('DELETE_COMPLETE'))).toEqual([
      expect.stringMatching(/^Table\w+ DELETE_SKIPPED$/),
    ]);
    expect(account.roles.all()).toEqual([]);
    expect(elbv2.current().listeners).toEqual([]);
    await expect(account.call('cloudformation', 'DescribeStacks', { StackName: 'Shop' })).rejects.toThrow(
      'does not exist',
    );
  });
});
