import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { taskContainers } from '../../../../lib/rehearsal/aws/ecs/containers';
import { taskSpec } from '../../../../lib/rehearsal/aws/ecs/task-spec';
import { ecsFixture } from './fixture';

const model: ContainerDefinition = { name: 'model', image: 'fraud:1', portMappings: [{ containerPort: 8080 }] };

const gateway: ContainerDefinition = {
  name: 'gateway',
  image: 'node:22',
  entryPoint: ['node'],
  command: ['--eval', 'serve()'],
  environment: [
    { name: 'GATEWAY_CODE', value: 'packed' },
    { name: 'GATEWAY_PORT', value: '8000' },
  ],
  portMappings: [{ containerPort: 8000 }],
  dependsOn: [{ containerName: 'model', condition: 'START' }],
  stopTimeout: 40,
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'gateways' } },
};

const inFrontOf = (containerName: string, containerPort: number) => ({
  loadBalancers: [{ targetGroupArn: 'arn', containerName, containerPort }],
});

const sorted = (containerDefinitions: ContainerDefinition[], settings = inFrontOf('gateway', 8000)) =>
  taskContainers({ containerDefinitions }, settings);

describe('the containers of a task', () => {
  test('the model behind its gateway', () => {
    expect(sorted([gateway, model])).toEqual({ model: { container: model, port: 8080 }, gateways: [gateway] });
  });

  test('gateways only, when the model is served elsewhere', () => {
    const second = { ...gateway, name: 'second' };
    expect(sorted([gateway, second])).toEqual({ model: undefined, gateways: [gateway, second] });
  });

  test('the port that the load balancer uses, when the model has several', () => {
    const both = { ...model, portMappings: [{ containerPort: 9000 }, { containerPort: 8080 }] };
    expect(sorted([both], inFrontOf('model', 8080)).model?.port).toBe(8080);
  });

  test('what is not essential is left out', () => {
    expect(
      sorted([{ name: 'agent', image: 'agent', essential: false }, model], inFrontOf('model', 8080)),
    ).toMatchObject({ model: { container: model }, gateways: [] });
  });

  test('fails for an essential container that there is no program for', () => {
    const agent = { name: 'agent', image: 'agent', portMappings: [{ containerPort: 1 }] };
    expect(() => sorted([model, agent], inFrontOf('model', 8080))).toThrow('not the essential container agent');
    expect(() => sorted([agent, model])).toThrow('not the essential container model');
  });

  test('fails for a gateway that is not started by node', () => {
    expect(() => sorted([{ ...gateway, entryPoint: undefined, command: undefined }, model])).toThrow(
      'container gateway is started by its image',
    );
    expect(() => sorted([{ ...gateway, entryPoint: ['tini'] }, model])).toThrow('is started by tini');
  });

  test('fails without any port', () => {
    expect(() => sorted([{ name: 'model', image: 'fraud:1' }], { loadBalancers: [] })).toThrow('not the essential');
    expect(() => sorted([], { loadBalancers: [] })).toThrow('only tasks with a container port');
  });
});

test("a gateway's spec has its command, what it may do, and where its lines go", async () => {
  const logged: string[] = [];
  const surroundings = {
    credentials: async (role: string | undefined, task: string) => ({ AWS_ACCESS_KEY_ID: `${role} ${task}` }),
    log: (group: string, line: string) => void logged.push(`${group}: ${line}`),
  };
  const definition = { containerDefinitions: [model, gateway], taskRoleArn: 'role' };
  const task = {
    arn: 'task',
    ip: '10.0.0.1',
    service: { clusterName: 'c', name: 's', settings: inFrontOf('gateway', 8000) },
    deployment: { taskDefinition: { definition } },
  } as unknown as Parameters<typeof taskSpec>[0];
  const spec = await taskSpec(task, surroundings);
  expect(spec).toMatchObject({ image: 'fraud:1', environment: {}, containerPort: 8080 });
  expect(spec.withoutModel).toBeUndefined();
  expect(spec.gateways).toEqual([
    {
      name: 'gateway',
      command: ['node', '--eval', 'serve()'],
      environment: { GATEWAY_CODE: 'packed', GATEWAY_PORT: '8000', AWS_ACCESS_KEY_ID: 'role task' },
      ports: [8000],
      stopTimeoutSeconds: 40,
      stopsBeforeModel: true,
      onLine: expect.any(Function),
    },
  ]);
  spec.gateways![0].onLine('hello');
  expect(logged).toEqual(['gateways: hello']);
});

describe('a service', () => {
  const definitionOf = (...containerDefinitions: ContainerDefinition[]) => ({
    family: 'fraud-blue',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    ...{ cpu: '256', memory: '512', executionRoleArn: 'arn:aws:iam::111122223333:role/execution' },
    containerDefinitions,
  });

  test('fails to be created when the rehearsal can not run a container', () => {
    const fixture = ecsFixture();
    fixture.call('RegisterTaskDefinition', definitionOf(model, { name: 'agent', image: 'agent' }));
    expect(() => fixture.create()).toThrow('not the essential container agent');
    return fixture.stop();
  });

  test('registers each task in several target groups, each with a container and port of its own', async () => {
    const { call, create, elb, clock, stop, targetGroupArn, loose } = ecsFixture();
    const listener = elb('DescribeLoadBalancers', {}).LoadBalancers[0].LoadBalancerArn as string;
    const DefaultActions = [{ Type: 'forward', TargetGroupArn: loose }];
    elb('CreateListener', { LoadBalancerArn: listener, Port: 81, Protocol: 'HTTP', DefaultActions });
    const second = { ...gateway, name: 'second', portMappings: [{ containerPort: 8002 }] };
    call('RegisterTaskDefinition', definitionOf(gateway, second));
    create({
      desiredCount: 1,
      loadBalancers: [
        { targetGroupArn, containerName: 'gateway', containerPort: 8000 },
        { targetGroupArn: loose, containerName: 'second', containerPort: 8002 },
      ],
    });
    await clock.sleep(60_000);
    const targetsIn = (TargetGroupArn: string) =>
      elb('DescribeTargetHealth', { TargetGroupArn }).TargetHealthDescriptions.map(({ Target }: any) => Target.Port);
    expect(targetsIn(targetGroupArn)).toEqual([8000]);
    expect(targetsIn(loose)).toEqual([8002]);
    await stop();
  });
});
