import { callContext, errorCode } from '../../support/call';
import { ecsFixture, TASK_START_MS } from './fixture';

describe('service operations', () => {
  let fixture = ecsFixture();
  beforeEach(() => {
    fixture = ecsFixture();
    fixture.register('fraud-blue', 'serve');
  });
  afterEach(() => fixture.stop());

  test('a new service has desired count 1 and one primary deployment in progress', () => {
    expect(fixture.create()).toMatchObject({
      status: 'ACTIVE',
      desiredCount: 1,
      runningCount: 0,
      pendingCount: 1,
      deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 1 }],
    });
  });

  test('a new desired count starts no deployment, another revision does', () => {
    const created = fixture.create();
    expect(fixture.update({ desiredCount: 3 }).deployments).toHaveLength(1);
    expect(fixture.update({ taskDefinition: 'fraud-blue' }).deployments[0].id).toBe(created.deployments[0].id);
    const second = fixture.register('fraud-blue', 'serve');
    const updated = fixture.update({ taskDefinition: 'fraud-blue' });
    expect(updated.taskDefinition).toBe(second);
    expect(updated.deployments.map((deployment: any) => deployment.status)).toContain('PRIMARY');
    expect(updated.deployments[0].id).not.toBe(created.deployments[0].id);
  });

  test('forceNewDeployment deploys the running revision again', () => {
    const created = fixture.create();
    const updated = fixture.update({ forceNewDeployment: true });
    expect(updated.taskDefinition).toBe(created.taskDefinition);
    expect(updated.deployments[0].id).not.toBe(created.deployments[0].id);
  });

  test('an INACTIVE revision is refused for updates, while the service on it goes on scaling', async () => {
    const first = fixture.create({ desiredCount: 1 }).taskDefinition;
    fixture.call('DeregisterTaskDefinition', { taskDefinition: first });
    expect(errorCode(() => fixture.update({ taskDefinition: first }))).toBe('ClientException');
    fixture.update({ desiredCount: 2 });
    await fixture.clock.sleep(TASK_START_MS + 5_000);
    expect(fixture.service().runningCount).toBe(2);
  });

  test('unknown services are failures of DescribeServices, not errors', () => {
    const answer = fixture.call('DescribeServices', { cluster: 'models', services: ['none'] });
    expect(answer.services).toEqual([]);
    expect(answer.failures).toMatchObject([
      { reason: 'MISSING', arn: expect.stringMatching(/service\/models\/none$/) },
    ]);
  });

  test('deleting drains the tasks, then the name is free again', async () => {
    fixture.create();
    await fixture.clock.sleep(TASK_START_MS + 5_000);
    fixture.call('DeleteService', { cluster: 'models', service: 'fraud-blue', force: true });
    expect(fixture.service().status).toBe('DRAINING');
    expect(errorCode(() => fixture.create())).toBe('InvalidParameterException');
    await fixture.clock.sleep(60_000);
    expect(fixture.service().status).toBe('INACTIVE');
    expect(fixture.runtime.running.size).toBe(0);
    expect(fixture.create().status).toBe('ACTIVE');
  });

  test.each<[string, string, object]>([
    ['a name in use', 'InvalidParameterException', { serviceName: 'taken' }],
    ['an unknown cluster', 'ClusterNotFoundException', { cluster: 'none' }],
    ['an unknown family', 'ClientException', { taskDefinition: 'none' }],
    ['no network configuration', 'InvalidParameterException', { networkConfiguration: undefined }],
    ['a negative count', 'InvalidParameterException', { desiredCount: -1 }],
    ['the blue/green strategy', 'NotImplemented', { deploymentConfiguration: { strategy: 'BLUE_GREEN' } }],
    ['the CodeDeploy controller', 'NotImplemented', { deploymentController: { type: 'CODE_DEPLOY' } }],
  ])('fails to create a service with %s', (_, code, change) => {
    fixture.create({ serviceName: 'taken' });
    expect(errorCode(() => fixture.create(change))).toBe(code);
  });

  test.each<[string, string, (group: string, loose: string) => object]>([
    ['an unknown container', 'InvalidParameterException', (group) => loadBalancer(group, 'none', 8080)],
    ['a port without mapping', 'InvalidParameterException', (group) => loadBalancer(group, 'model', 9090)],
    ['a group on no load balancer', 'InvalidParameterException', (_, loose) => loadBalancer(loose, 'model', 8080)],
    ['an unknown group', 'TargetGroupNotFound', () => loadBalancer('arn:none', 'model', 8080)],
  ])('fails to create a service behind %s', (_, code, change) => {
    expect(errorCode(() => fixture.create(change(fixture.targetGroupArn, fixture.loose)))).toBe(code);
  });

  test.each<[string, string, () => unknown]>([
    ['to update an unknown service', 'ServiceNotFoundException', () => fixture.update({ service: 'none' })],
    [
      'to delete a service that is not at 0 without force',
      'InvalidParameterException',
      () => fixture.call('DeleteService', { cluster: 'models', service: 'fraud-blue' }),
    ],
    [
      'to delete a cluster with a service',
      'ClusterContainsServicesException',
      () => fixture.call('DeleteCluster', { cluster: 'models' }),
    ],
    [
      'to describe 11 services',
      'InvalidParameterException',
      () => fixture.call('DescribeServices', { cluster: 'models', services: Array(11).fill('x') }),
    ],
    [
      'to tag what does not exist',
      'InvalidParameterException',
      () => fixture.call('TagResource', { resourceArn: 'arn:aws:ecs:x:y:service/none', tags: [] }),
    ],
  ])('fails %s', (_, code, run) => {
    fixture.create();
    expect(errorCode(run)).toBe(code);
  });

  test('a cluster is created once, updated, and deleted when it is empty', () => {
    const settings = [{ name: 'containerInsights', value: 'enabled' }];
    fixture.call('UpdateCluster', { cluster: 'models', settings });
    expect(fixture.call('CreateCluster', { clusterName: 'models' }).cluster).toMatchObject({
      settings,
      status: 'ACTIVE',
    });
    expect(fixture.call('DeleteCluster', { cluster: 'models' }).cluster.status).toBe('INACTIVE');
    const described = fixture.call('DescribeClusters', { clusters: ['models', 'none'] });
    expect(described).toMatchObject({ clusters: [{ status: 'INACTIVE' }], failures: [{ reason: 'MISSING' }] });
  });

  test('tags are added, replaced and removed', () => {
    const { serviceArn: resourceArn } = fixture.create({ tags: [{ key: 'a', value: '1' }] });
    fixture.call('TagResource', {
      resourceArn,
      tags: [
        { key: 'a', value: '2' },
        { key: 'b', value: '3' },
      ],
    });
    fixture.call('UntagResource', { resourceArn, tagKeys: ['b'] });
    expect(fixture.call('ListTagsForResource', { resourceArn }).tags).toEqual([{ key: 'a', value: '2' }]);
  });

  const arn = (resource: string) => `arn:aws:ecs:eu-west-1:111122223333:${resource}`;
  test.each<[string, object, string, string]>([
    [
      'UpdateService',
      { cluster: 'models', service: 'fraud-blue' },
      'ecs:UpdateService',
      arn('service/models/fraud-blue'),
    ],
    [
      'UpdateService',
      { cluster: arn('cluster/models'), service: arn('service/models/fraud-blue') },
      'ecs:UpdateService',
      arn('service/models/fraud-blue'),
    ],
    ['DescribeServices', { cluster: 'models', services: ['s'] }, 'ecs:DescribeServices', arn('service/models/s')],
    ['DescribeTaskDefinition', { taskDefinition: 'fraud' }, 'ecs:DescribeTaskDefinition', '*'],
    ['ListTaskDefinitions', {}, 'ecs:ListTaskDefinitions', '*'],
    ['DeregisterTaskDefinition', { taskDefinition: 'fraud:1' }, 'ecs:DeregisterTaskDefinition', '*'],
    ['DescribeTasks', { cluster: 'models', tasks: ['t1'] }, 'ecs:DescribeTasks', arn('task/models/t1')],
    ['TagResource', { resourceArn: arn('service/models/s'), tags: [] }, 'ecs:TagResource', arn('service/models/s')],
  ])('%s %j needs %s on %s', (operation, input, action, resource) => {
    const [request] = fixture.ecs.operations[operation].authorize(input, callContext(fixture.clock));
    expect(request).toMatchObject({ action, resource });
  });
});

function loadBalancer(targetGroupArn: string, containerName: string, containerPort: number) {
  return { loadBalancers: [{ targetGroupArn, containerName, containerPort }] };
}
