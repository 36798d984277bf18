import { Token } from 'aws-cdk-lib';
import { Problems, secondsOf } from '../../private/validation';
import { validateEntrance } from '../validate-entrance';
import { DEFAULT_GATEWAY_MEMORY_MIB } from '../gateway/gateway-container';
import { validateGateway } from '../gateway/validate';
import { EcsHostingProps } from './ecs-hosting-props';

/** Memory that Fargate allows for a CPU size: smallest, largest and step in MiB (ECS developer guide, "Task size"). */
const FARGATE_MEMORY: Readonly<Record<number, { min: number; max: number; step: number }>> = {
  256: { min: 512, max: 2048, step: 512 },
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16384, step: 1024 },
  4096: { min: 8192, max: 30720, step: 1024 },
  8192: { min: 16384, max: 61440, step: 4096 },
  16384: { min: 32768, max: 122880, step: 8192 },
};

/** Adds everything that is wrong with the settings of ECS hosting. */
export function validateEcsHosting(props: EcsHostingProps, problems: Problems): void {
  validateSize(props, problems);
  validateCapacity(props, problems);
  validateEntrance(props, problems);
  validatePlace(props, problems);
  validateHealthCheck(props, problems);
  if (props.gateway !== undefined) validateGateway(props.gateway, problems);
  validateGatewaySize(props, problems);
}

function validateSize({ cpu, memoryLimitMiB }: EcsHostingProps, problems: Problems): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryLimitMiB)) return;
  const memory = FARGATE_MEMORY[cpu];
  if (memory === undefined) {
    problems.add(
      `cpu must be one of ${Object.keys(FARGATE_MEMORY).join(', ')}, got ${cpu}; choose a Fargate task size`,
    );
    return;
  }
  const isExtraSmall = cpu === 256 && memoryLimitMiB === 1536;
  const { min, max, step } = memory;
  const fits = memoryLimitMiB >= min && memoryLimitMiB <= max && memoryLimitMiB % step === 0 && !isExtraSmall;
  if (fits) return;
  problems.add(
    `memoryLimitMiB must be ${min} to ${max} in steps of ${step} with cpu ${cpu}, got ${memoryLimitMiB}; choose a Fargate task size`,
  );
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
}

function validateHealthCheck(props: EcsHostingProps, problems: Problems): void {
  const { healthCheckInterval: interval, healthCheckTimeout: timeout } = props;
  problems.text('healthCheckPath', props.healthCheckPath, /^\/(?!\/)\S*$/, 'a path that starts with a single /');
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
