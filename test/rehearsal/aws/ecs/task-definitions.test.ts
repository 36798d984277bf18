import { callContext, errorCode } from '../../support/call';
import { ecsFixture, taskDefinition } from './fixture';

describe('task definitions', () => {
  let fixture = ecsFixture();
  beforeEach(() => (fixture = ecsFixture()));
  afterEach(() => fixture.stop());
  const describeOne = (reference: string) => fixture.call('DescribeTaskDefinition', { taskDefinition: reference });

  test('revisions count up, and a bare family is the latest ACTIVE one', () => {
    const [first, second] = [fixture.register('fraud', 'a'), fixture.register('fraud', 'b')];
    expect([first, second].map((arn) => arn.split('/')[1])).toEqual(['fraud:1', 'fraud:2']);
    expect(describeOne('fraud').taskDefinition).toMatchObject({ revision: 2, status: 'ACTIVE' });
    fixture.call('DeregisterTaskDefinition', { taskDefinition: second });
    expect(describeOne('fraud').taskDefinition.taskDefinitionArn).toBe(first);
    expect(describeOne('fraud:2').taskDefinition.status).toBe('INACTIVE');
    expect(fixture.register('fraud', 'c')).toMatch(/fraud:3$/);
  });

  test('is described whole, with the defaults that AWS shows, tags only when asked', () => {
    const tags = [{ key: 'bluegreen:release', value: 'r-1' }];
    fixture.register('fraud', 'a', { tags, cpu: '.25 vCPU', memory: '0.5 GB' });
    const { taskDefinition: described } = describeOne('fraud');
    expect(described).toMatchObject({ family: 'fraud', cpu: '256', memory: '512', networkMode: 'awsvpc' });
    expect(described.containerDefinitions[1]).toMatchObject({
      essential: true,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      environment: [{ name: 'MODE', value: 'test' }],
    });
    expect(described).not.toHaveProperty('tags');
    expect(describeOne('fraud')).not.toHaveProperty('tags');
    const withTags = fixture.call('DescribeTaskDefinition', { taskDefinition: 'fraud', include: ['TAGS'] });
    expect(withTags.tags).toEqual(tags);
  });

  test('changing an answer does not change what is stored', () => {
    fixture.register('fraud', 'a');
    describeOne('fraud').taskDefinition.containerDefinitions[1].image = 'changed';
    expect(describeOne('fraud').taskDefinition.containerDefinitions[1].image).toBe('a');
  });

  test('lists by family, status, order and page', () => {
    for (const family of ['fraud', 'fraud', 'fraud-b', 'churn']) fixture.register(family, 'a');
    fixture.call('DeregisterTaskDefinition', { taskDefinition: 'fraud:1' });
    const list = (input: object) => fixture.call('ListTaskDefinitions', input);
    const names = (input: object) => list(input).taskDefinitionArns.map((arn: string) => arn.split('/')[1]);
    expect(names({ familyPrefix: 'fraud' })).toEqual(['fraud:2']);
    expect(names({ familyPrefix: 'fraud', status: 'INACTIVE' })).toEqual(['fraud:1']);
    expect(names({ sort: 'DESC' })).toEqual(['fraud-b:1', 'fraud:2', 'churn:1']);
    const page = list({ maxResults: 2 });
    expect(page.taskDefinitionArns).toHaveLength(2);
    expect(names({ nextToken: page.nextToken })).toEqual(['fraud-b:1']);
  });

  test('a fault may alter what is registered', () => {
    fixture.ecs.faults.alterRegisteredTaskDefinition = (input) => ({ ...input, cpu: '512', memory: '1024' });
    fixture.register('fraud', 'a');
    expect(describeOne('fraud').taskDefinition.cpu).toBe('512');
  });

  test.each<[string, object]>([
    ['a family with a space', { family: 'a b' }],
    ['no container', { containerDefinitions: [] }],
    ['two containers of one name', { containerDefinitions: [container({}), container({})] }],
    ['a container without image', { containerDefinitions: [container({ image: '' })] }],
    ['no essential container', { containerDefinitions: [container({ essential: false })] }],
    [
      'a host port that differs',
      { containerDefinitions: [container({ portMappings: [{ containerPort: 1, hostPort: 2 }] })] },
    ],
    ['Fargate on a bridge network', { networkMode: 'bridge' }],
    ['Fargate with an unknown size', { cpu: '256', memory: '9999' }],
    [
      'awslogs without execution role',
      { containerDefinitions: [container({ logConfiguration: { logDriver: 'awslogs' } })] },
    ],
  ])('fails to register %s', (_, change) => {
    expect(errorCode(() => fixture.register('fraud', 'a', change))).toBe('ClientException');
  });

  test.each([
    ['an unknown family', 'none', 'ClientException'],
    ['a revision twice', 'fraud:1', 'ClientException'],
    ['a bare family', 'fraud', 'InvalidParameterException'],
  ])('fails to deregister %s', (_, reference, code) => {
    fixture.register('fraud', 'a');
    fixture.call('DeregisterTaskDefinition', { taskDefinition: 'fraud:1' });
    const name = reference === 'none' ? 'none:1' : reference;
    expect(errorCode(() => fixture.call('DeregisterTaskDefinition', { taskDefinition: name }))).toBe(code);
  });

  test('registration needs PassRole on its roles, and TagResource for tags', () => {
    const input = {
      ...taskDefinition('fraud', 'a'),
      executionRoleArn: 'arn:aws:iam::111122223333:role/exec',
      tags: [{}],
    };
    const requests = fixture.ecs.operations.RegisterTaskDefinition.authorize(input, callContext(fixture.clock));
    const family = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/fraud:*';
    const passedTo = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    expect(requests).toEqual([
      { action: 'ecs:RegisterTaskDefinition', resource: family },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/task', context: passedTo },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/exec', context: passedTo },
      { action: 'ecs:TagResource', resource: family, context: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    ]);
  });
});

function container(change: object) {
  return { name: 'model', image: 'a', ...change };
}
