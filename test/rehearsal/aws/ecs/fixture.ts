import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { Network } from '../../../../lib/rehearsal/network';
import { Ecs } from '../../../../lib/rehearsal/aws/ecs/ecs';
import { Elbv2 } from '../../../../lib/rehearsal/aws/elbv2/elbv2';
import { caller } from '../../support/call';
import { LoopbackTasks } from '../../support/loopback-tasks';

export const START = Date.parse('2026-01-01T00:00:00Z');
export const TASK_START_MS = 30_000;
export const DRAIN_SECONDS = 20;

/** ECS with a load balancer in front, one cluster, and task families whose image is a `Behaviour`. */
export function ecsFixture() {
  const clock = new VirtualClock(START);
  const network = new Network();
  const runtime = new LoopbackTasks(network);
  const elbv2 = new Elbv2({ clock, network });
  const ecs = new Ecs({ clock, runtime, targetGroups: elbv2, taskStartMs: TASK_START_MS });
  const elb = caller(elbv2, clock);
  const call = caller(ecs, clock);
  const { attached: targetGroupArn, loose } = targetGroups(elb);
  call('CreateCluster', { clusterName: 'models' });

  const register = (family: string, image: string, more: object = {}): string =>
    call('RegisterTaskDefinition', { ...taskDefinition(family, image), ...more }).taskDefinition.taskDefinitionArn;
  const create = (more: object = {}) => call('CreateService', { ...serviceInput(targetGroupArn), ...more }).service;
  const update = (more: object) => call('UpdateService', { cluster: 'models', service: 'fraud-blue', ...more }).service;
  const service = () => call('DescribeServices', { cluster: 'models', services: ['fraud-blue'] }).services[0];
  const healthy = () =>
    elb('DescribeTargetHealth', { TargetGroupArn: targetGroupArn }).TargetHealthDescriptions.filter(
      (target: any) => target.TargetHealth.State === 'healthy',
    ).length as number;
  const stop = async () => {
    clock.stop();
    await runtime.stopAll();
  };
  return {
    clock,
    runtime,
    ecs,
    elbv2,
    elb,
    call,
    register,
    create,
    update,
    service,
    healthy,
    stop,
    targetGroupArn,
    loose,
  };
}

export function taskDefinition(family: string, image: string) {
  return {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    taskRoleArn: 'arn:aws:iam::111122223333:role/task',
    containerDefinitions: [
      { name: 'sidecar', image: 'proxy', essential: false },
      {
        name: 'model',
        image,
        portMappings: [{ containerPort: 8080 }],
        environment: [{ name: 'MODE', value: 'test' }],
      },
    ],
  };
}

export function serviceInput(targetGroupArn: string) {
  return {
    cluster: 'models',
    serviceName: 'fraud-blue',
    taskDefinition: 'fraud-blue',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    loadBalancers: [{ targetGroupArn, containerName: 'model', containerPort: 8080 }],
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
  };
}

function targetGroups(elb: (operation: string, input: unknown) => any) {
  const loadBalancerInput = { Name: 'models', Subnets: ['subnet-1', 'subnet-2'] };
  const { LoadBalancerArn } = elb('CreateLoadBalancer', loadBalancerInput).LoadBalancers[0];
  const group = (Name: string): string => {
    const settings = { HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, UnhealthyThresholdCount: 2 };
    const { TargetGroupArn } = elb('CreateTargetGroup', {
      ...{ Name, Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', TargetType: 'ip' },
      ...settings,
    }).TargetGroups[0];
    elb('ModifyTargetGroupAttributes', {
      TargetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(DRAIN_SECONDS) }],
    });
    return TargetGroupArn;
  };
  const [attached, loose] = [group('blue'), group('loose')];
  const DefaultActions = [{ Type: 'forward', TargetGroupArn: attached }];
  elb('CreateListener', { LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions });
  return { attached, loose };
}
