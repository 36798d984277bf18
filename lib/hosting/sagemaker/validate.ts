import { Token } from 'aws-cdk-lib';
import { Problems } from '../../private/validation';
import { ModelVersion } from '../../model/model-version';
import { DEFAULT_GATEWAY_MEMORY_MIB } from '../gateway/gateway-container';
import { validateGateway } from '../gateway/validate';
import { validateTaskSize } from '../task-size';
import { validateEntrance } from '../validate-entrance';
import { validateModelSubnets, validateTaskSubnets } from '../validate-subnets';
import { GATEWAY_TASK } from './gateway-service';
import { GatewayTasksProps, SageMakerHostingProps, SageMakerServerlessProps } from './sagemaker-hosting-props';

/** SageMaker waits so long for a model (API reference, `InvokeEndpoint`). */
const LONGEST_ANSWER_SECONDS = 60;

/** Memory sizes of serverless endpoints in MB (SageMaker developer guide, "Serverless inference"). */
const SERVERLESS_MEMORY = [1024, 2048, 3072, 4096, 5120, 6144];

/** Adds everything that is wrong with the settings of SageMaker hosting. */
export function validateSageMakerHosting(
  props: SageMakerHostingProps,
  version: ModelVersion,
  problems: Problems,
): void {
  validateEntrance(props, problems);
  validateGateway(props.gateway ?? {}, problems);
  problems.duration('gateway.timeout', props.gateway?.timeout, 1, LONGEST_ANSWER_SECONDS); // SageMaker's own limit
  validateTasks(props.gatewayTasks ?? {}, problems);
  validateGatewayMemory(props, problems);
  validateEndpoint(props, version, problems);
  if (props.vpc !== undefined && props.cluster !== undefined && props.vpc !== props.cluster.vpc) {
    problems.add('vpc must be the VPC of cluster, got another one; leave vpc out');
  }
  validateTaskSubnets(props, problems);
  validateModelSubnets(props.vpc ?? props.cluster?.vpc ?? props.loadBalancer?.vpc, props.modelSubnets, problems);
}

/** Adds everything that is wrong with what an endpoint is made of. */
export function validateEndpoint(props: SageMakerHostingProps, version: ModelVersion, problems: Problems): void {
  if ((props.instanceType === undefined) === (props.serverless === undefined)) {
    const got = props.instanceType === undefined ? 'neither' : 'both';
    problems.add(`either instanceType or serverless must be given, got ${got}; choose one`);
  }
  if (props.serverless !== undefined) validateServerless(props, props.serverless, problems);
  validateCapacity(props, problems);
  validateContainer(props, problems);
  validateVersion(props, version, problems);
}

function validateTasks(props: GatewayTasksProps, problems: Problems): void {
  const { minTasks, maxTasks, cpu = GATEWAY_TASK.cpu, memoryLimitMiB = GATEWAY_TASK.memoryLimitMiB } = props;
  validateTaskSize('gatewayTasks.', { cpu, memoryLimitMiB }, problems);
  problems.integer('gatewayTasks.minTasks', minTasks, 2, 1000, 'one task can be lost with its zone');
  problems.integer('gatewayTasks.maxTasks', maxTasks, minTasks ?? 2, 1000, 'give minTasks or more');
}

/** There are two gateways in a task, one for each environment. */
function validateGatewayMemory({ gateway, gatewayTasks }: SageMakerHostingProps, problems: Problems): void {
  const memory = gateway?.memoryLimitMiB ?? DEFAULT_GATEWAY_MEMORY_MIB;
  const { memoryLimitMiB: ofTask = GATEWAY_TASK.memoryLimitMiB } = gatewayTasks ?? {};
  if (Token.isUnresolved(memory) || Token.isUnresolved(ofTask) || 2 * memory <= ofTask) return;
  problems.add(
    `gateway.memoryLimitMiB must be half of gatewayTasks.memoryLimitMiB (${ofTask}) at most, got ${memory}; there are two gateways in a task`,
  );
}

function validateServerless(
  props: SageMakerHostingProps,
  { memorySizeMb, maxConcurrency, provisionedConcurrency }: SageMakerServerlessProps,
  problems: Problems,
): void {
  if (!SERVERLESS_MEMORY.includes(memorySizeMb)) {
    problems.add(
      `serverless.memorySizeMb must be one of ${SERVERLESS_MEMORY.join(', ')}, got ${memorySizeMb}; choose one`,
    );
  }
  problems.integer('serverless.maxConcurrency', maxConcurrency, 1, 200, 'give the most requests at once');
  problems.integer(
    'serverless.provisionedConcurrency',
    provisionedConcurrency,
    1,
    maxConcurrency,
    'give maxConcurrency or less',
  );
  // What serverless endpoints do not have (SageMaker developer guide, "Feature exclusions").
  const excluded = [
    'minCapacity',
    'maxCapacity',
    'invocationsPerInstancePerMinute',
    'managedInstanceScaling',
    'volumeSizeGb',
    'encryptionKey',
    'dataCapture',
    'modelSubnets',
    'networkIsolation',
    'containerStartupTimeout',
    'modelDataDownloadTimeout',
  ] as const;
  const given = excluded.filter((name) => props[name] !== undefined && props[name] !== false);
  if (given.length > 0) {
    problems.add(`${given.join(', ')} must be left out with serverless, got a value; use instanceType for that`);
  }
}

function validateCapacity(props: SageMakerHostingProps, problems: Problems): void {
  const { minCapacity = 2, maxCapacity = minCapacity } = props;
  problems.integer('minCapacity', minCapacity, 1, 1000, 'a live endpoint needs an instance');
  problems.integer('maxCapacity', maxCapacity, minCapacity, 1000, 'give minCapacity or more');
  const target = props.invocationsPerInstancePerMinute;
  problems.integer('invocationsPerInstancePerMinute', target, 1, 1_000_000, 'leave it out for no scaling');
  if (props.managedInstanceScaling === true && target !== undefined) {
    problems.add(
      'invocationsPerInstancePerMinute must be left out with managedInstanceScaling, got both; two scalers would fight',
    );
  }
  if (maxCapacity > minCapacity && target === undefined && props.managedInstanceScaling !== true) {
    problems.add(
      `maxCapacity above minCapacity (${minCapacity}) must come with invocationsPerInstancePerMinute or managedInstanceScaling, got neither; nothing would ever scale`,
    );
  }
}

function validateContainer(props: SageMakerHostingProps, problems: Problems): void {
  problems.text('instanceType', props.instanceType, /^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'a type such as ml.c7i.large');
  problems.duration('containerStartupTimeout', props.containerStartupTimeout, 60, 3600);
  problems.duration('modelDataDownloadTimeout', props.modelDataDownloadTimeout, 60, 3600);
  problems.integer('volumeSizeGb', props.volumeSizeGb, 1, 512, 'give gigabytes');
  problems.integer('dataCapture.percent', props.dataCapture?.percent, 0, 100, 'give a share in percent');
  problems.text(
    'dataCapture.prefix',
    props.dataCapture?.prefix,
    /^[^/].*[^/]$|^[^/]$/,
    'a prefix without / at its ends',
  );
  if (props.modelSecurityGroups !== undefined && props.modelSubnets === undefined) {
    problems.add('modelSecurityGroups must come with modelSubnets, got only the groups; give both');
  }
}

/** Where SageMaker takes the model from (developer guide, "Use Your Own Inference Code", and API reference, `CreateModel`). */
function validateSource({ _content }: ModelVersion, problems: Problems): void {
  if (_content.kind === 'modelPackage') {
    const arn = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:model-package\/./;
    problems.text('modelPackageArn', _content.props.modelPackageArn, arn, 'the ARN of a model package');
  }
  if (_content.kind === 'sageMakerContainer') {
    const image = /^[\w-]+\.dkr[.-]ecr[.-]/;
    problems.text('imageUri', _content.props.imageUri, image, 'an image in Amazon ECR, by its address there');
  }
}

function validateVersion(props: SageMakerHostingProps, version: ModelVersion, problems: Problems): void {
  const { kind } = version._content;
  if (kind === 'container') {
    problems.add(
      'version must be ModelVersion.sageMakerContainer() or modelPackage() with SageMaker hosting, got ModelVersion.container(); SageMaker pulls images from ECR by their address',
    );
  }
  validateSource(version, problems);
  if (props.executionRole !== undefined) return;
  if (kind === 'modelPackage') {
    problems.add(
      'executionRole must be given with a model package, got none; what a package needs is not known at synth',
    );
  }
  if (kind === 'sageMakerContainer' && version._content.props.repository === undefined) {
    problems.add(
      'the version must name the repository of its image, or executionRole must be given, got neither; SageMaker could not pull the image',
    );
  }
}
