import { Token } from 'aws-cdk-lib';
import { PATH_PATTERN, PATH_RULE } from '../../contract/index';
import { Problems, secondsOf } from '../../private/validation';
import { validateEntrance } from '../validate-entrance';
import { validateTaskSubnets } from '../validate-subnets';
import { validateTaskSize } from '../task-size';
import { DEFAULT_GATEWAY_MEMORY_MIB } from '../gateway/gateway-container';
import { validateGateway } from '../gateway/validate';
import { EcsHostingProps } from './ecs-hosting-props';

/** Adds everything that is wrong with the settings of ECS hosting. */
export function validateEcsHosting(props: EcsHostingProps, problems: Problems): void {
  validateTaskSize('', props, problems);
  validateCapacity(props, problems);
  validateEntrance(props, problems);
  validatePlace(props, problems);
  validateHealthCheck(props, problems);
  if (props.gateway !== undefined) validateGateway(props.gateway, problems);
  validateGatewaySize(props, problems);
}

/** A gateway that may take most of the task's memory would leave the model to be killed first. */
function validateGatewaySize({ gateway, memoryLimitMiB }: EcsHostingProps, problems: Problems): void {
  if (gateway === undefined) return;
  const memory = gateway.memoryLimitMiB ?? DEFAULT_GATEWAY_MEMORY_MIB;
  if (Token.isUnresolved(memory) || Token.isUnresolved(memoryLimitMiB) || 2 * memory <= memoryLimitMiB) return;
  problems.add(
    `gateway.memoryLimitMiB must be half of memoryLimitMiB (${memoryLimitMiB}) at most, got ${memory}; the rest is the model's`,
  );
}

function validateCapacity(props: EcsHostingProps, problems: Problems): void {
  const { minCapacity, maxCapacity } = props;
  problems.integer('minCapacity', minCapacity, 1, 1000, 'a live environment needs a task');
  problems.integer('maxCapacity', maxCapacity, 1, 1000, 'give the most tasks that scaling may start');
  if (!Token.isUnresolved(minCapacity) && !Token.isUnresolved(maxCapacity) && maxCapacity < minCapacity) {
    problems.add(`maxCapacity must be minCapacity (${minCapacity}) or more, got ${maxCapacity}; raise it`);
  }
  problems.integer('targetCpuPercent', props.targetCpuPercent, 1, 100, 'leave it out for no scaling on CPU');
  problems.integer(
    'requestsPerTargetPerMinute',
    props.requestsPerTargetPerMinute,
    1,
    1_000_000,
    'leave it out for no scaling on requests',
  );
}

function validatePlace(props: EcsHostingProps, problems: Problems): void {
  problems.integer('containerPort', props.containerPort, 1, 65535, 'give the port that the server listens on');
  if (props.vpc !== undefined && props.cluster !== undefined && props.vpc !== props.cluster.vpc) {
    problems.add('vpc must be the VPC of cluster, got another one; leave vpc out');
  }
  validateTaskSubnets(props, problems);
}

function validateHealthCheck(props: EcsHostingProps, problems: Problems): void {
  const { healthCheckInterval: interval, healthCheckTimeout: timeout } = props;
  problems.text('healthCheckPath', props.healthCheckPath, PATH_PATTERN, PATH_RULE);
  problems.duration('healthCheckInterval', interval, 5, 300);
  problems.duration('healthCheckTimeout', timeout, 2, 120);
  const intervalSeconds = interval === undefined ? 10 : secondsOf(interval);
  const timeoutSeconds = timeout === undefined ? 5 : secondsOf(timeout);
  if (timeoutSeconds >= intervalSeconds) {
    problems.add(
      `healthCheckTimeout must be below healthCheckInterval (${intervalSeconds} s), got ${timeoutSeconds} s; lower it`,
    );
  }
  problems.duration('healthCheckGracePeriod', props.healthCheckGracePeriod, 0, 86400);
  problems.duration('deregistrationDelay', props.deregistrationDelay, 0, 3600);
}
