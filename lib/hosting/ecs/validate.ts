import { Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Problems, secondsOf } from '../../private/validation';
import { DEFAULT_TEST_PORT, productionPort } from '../../traffic/entrance';
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

/** An ALB rule has 5 condition values at most (ELB quotas, "Condition values per rule"). */
const MAX_CONDITION_VALUES = 5;

/** Adds everything that is wrong with the settings of ECS hosting. */
export function validateEcsHosting(props: EcsHostingProps, problems: Problems): void {
  validateSize(props, problems);
  validateCapacity(props, problems);
  validateRouting(props, problems);
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

function validateRouting(props: EcsHostingProps, problems: Problems): void {
  problems.integer('priority', props.priority, 1, 50000, 'give a free priority of the listener');
  problems.integer('testPriority', props.testPriority, 1, 49999, 'the model takes two priorities');
  problems.integer('testPort', props.testPort, 1, 65535, 'give a free port of the load balancer');
  const testPort = props.testPort ?? DEFAULT_TEST_PORT;
  if (testPort === productionPort(props)) {
    problems.add(
      `testPort must be another port than the production listener's, got ${testPort} for both; give a free port of the load balancer`,
    );
  }
  problems.integer('containerPort', props.containerPort, 1, 65535, 'give the port that the server listens on');
  if (props.listener !== undefined && props.loadBalancer === undefined) {
    problems.add('listener must come with loadBalancer, got only the listener; pass the load balancer that it is on');
  }
  const listenersOwn = props.listener instanceof elbv2.ApplicationListener ? props.listener.loadBalancer : undefined;
  if (listenersOwn !== undefined && props.loadBalancer !== undefined && listenersOwn !== props.loadBalancer) {
    problems.add(
      'listener must be on loadBalancer, got a listener of another one; pass the load balancer that it is on',
    );
  }
  if (props.listener !== undefined && props.certificate !== undefined) {
    problems.add('certificate must be left out with listener, got both; add the certificate to your listener');
  }
  if (props.vpc !== undefined && props.cluster !== undefined && props.vpc !== props.cluster.vpc) {
    problems.add('vpc must be the VPC of cluster, got another one; leave vpc out');
  }
  const claims = props.hostHeaders ?? props.pathPatterns ?? props.priority;
  if (props.listener !== undefined && claims === undefined) {
    problems.add(
      'listener must come with hostHeaders, pathPatterns or priority, got none; without them the model would take every ' +
        'request before your own rules with priorities above 100',
    );
  }
  const values = [...(props.hostHeaders ?? []), ...(props.pathPatterns ?? [])];
  if (values.length > MAX_CONDITION_VALUES) {
    problems.add(
      `hostHeaders and pathPatterns must be ${MAX_CONDITION_VALUES} values together at most, got ${values.length}; use wildcards`,
    );
  }
  for (const path of props.pathPatterns ?? []) {
    problems.text('pathPatterns', path, /^[/*?]\S{0,127}$/, 'a pattern of 128 characters at most that starts with /');
  }
  for (const host of props.hostHeaders ?? []) {
    problems.text('hostHeaders', host, /^[A-Za-z0-9.*?-]{1,128}$/, 'a host name of 128 characters at most');
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
