import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EnvironmentName, ENVIRONMENTS, Names } from '../contract/index';

/** ARN of the model's state machine, built from its fixed name: its functions would otherwise depend on it, and it on them. */
export function stateMachineArn(scope: Construct, modelName: string): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: Names.stateMachine(modelName),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** ARN pattern of the model's own executions. */
export function executionArns(scope: Construct, modelName: string): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${Names.stateMachine(modelName)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** ARN of an alarm by its name. */
export function alarmArn(scope: Construct, alarmName: string): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: alarmName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** ARN of a parameter by its name, which begins with a slash. */
export function parameterArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
}

/** ARN pattern of all revisions of the two environments' families. */
export function revisionArns(scope: Construct, modelName: string): string[] {
  return ENVIRONMENTS.map((environment) =>
    Stack.of(scope).formatArn({
      service: 'ecs',
      resource: 'task-definition',
      resourceName: `${Names.family(modelName, environment)}:*`,
    }),
  );
}

/** ARNs of the services of the two environments. */
export function serviceArns(scope: Construct, modelName: string, clusterName: string): string[] {
  return ENVIRONMENTS.map((environment) => serviceArn(scope, modelName, clusterName, environment));
}

function serviceArn(scope: Construct, modelName: string, clusterName: string, environment: EnvironmentName): string {
  return Stack.of(scope).formatArn({
    service: 'ecs',
    resource: 'service',
    resourceName: `${clusterName}/${Names.service(modelName, environment)}`,
  });
}

/**
 * ARN pattern of every rule on the load balancer of a listener (`listener/app/<name>/<id>/<id>`): a route that moves to
 * another listener of it still has to remove its old rule.
 */
export function ruleArns(listenerArn: string): string {
  const partition = Fn.select(0, Fn.split(':listener/', listenerArn));
  const path = Fn.split('/', Fn.select(1, Fn.split(':listener/', listenerArn)));
  return Fn.join('', [partition, ':listener-rule/app/', Fn.select(1, path), '/', Fn.select(2, path), '/*']);
}

/** `app/<name>/<id>` of the load balancer that a listener is on: what CloudWatch and scaling name it by. */
export function loadBalancerFullName(listenerArn: string): string {
  const path = Fn.split('/', listenerArn);
  return Fn.join('/', [Fn.select(1, path), Fn.select(2, path), Fn.select(3, path)]);
}
