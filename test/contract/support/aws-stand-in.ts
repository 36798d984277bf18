import { Service } from '@aws-sdk/client-ecs';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApiCall } from './api-call';
import { Answer } from './front-proxy';

/**
 * What AWS does, and moto 5.2.1 does not:
 *
 * - ECS: tasks of a service register themselves in its target group, and leave it when the service is scaled in;
 * - ECS: a changed service gets a new PRIMARY deployment, which runs the new revision and completes. moto shows the deployment
 *   of the service's creation for ever. Both happen at once here;
 * - Auto Scaling: a target that does not exist is an ObjectNotFoundException (API reference of DeregisterScalableTarget); moto
 *   calls it a ValidationException.
 *
 * Everything else of the answers is moto's.
 */
export class AwsStandIn {
  constructor(private readonly elb: (region: string) => ElasticLoadBalancingV2Client) {}

  /** Hook of the front proxy: the answer as AWS gives it. */
  async correct(call: ApiCall, answer: Answer): Promise<Answer> {
    if (call.operation === 'DeregisterScalableTarget' && answer.body.includes('No scalable target found')) {
      return { ...answer, body: answer.body.replace('ValidationException', 'ObjectNotFoundException') };
    }
    if (call.service !== 'ecs' || answer.status !== 200) return answer;
    if (call.operation === 'UpdateService') {
      const { service } = JSON.parse(answer.body) as { service: Service };
      await this.registerTasks(this.elb(call.region), service);
    }
    if (call.operation === 'DescribeServices') {
      const described = JSON.parse(answer.body) as { services: Service[] };
      return { ...answer, body: JSON.stringify({ ...described, services: described.services.map(withItsDeployment) }) };
    }
    return answer;
  }

  private async registerTasks(elb: ElasticLoadBalancingV2Client, service: Service): Promise<void> {
    const [{ targetGroupArn: TargetGroupArn, containerPort: Port } = {}] = service.loadBalancers ?? [];
    if (TargetGroupArn === undefined) return;
    const wanted = Array.from({ length: service.desiredCount ?? 0 }, (_, index) => `10.0.0.${index + 1}`);
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    const registered = TargetHealthDescriptions.map(({ Target }) => Target?.Id ?? '');
    const targets = (ids: readonly string[]) => ids.map((Id) => ({ Id, Port }));
    const leaving = targets(registered.filter((id) => !wanted.includes(id)));
    const coming = targets(wanted.filter((id) => !registered.includes(id)));
    if (leaving.length > 0) await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: leaving }));
    if (coming.length > 0) await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: coming }));
  }
}

function withItsDeployment(service: Service): Service {
  const { taskDefinition, desiredCount, runningCount } = service;
  const [created] = service.deployments ?? [];
  const deployment = { ...created, taskDefinition, desiredCount, runningCount, pendingCount: 0 };
  return { ...service, deployments: [{ ...deployment, status: 'PRIMARY', rolloutState: 'COMPLETED' }] };
}
