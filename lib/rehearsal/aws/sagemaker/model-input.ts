import type { ContainerDefinition, CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { Checked, members, MODEL_NAME, requireConstraints, ROLE_ARN, S3_URI } from './constraints';
import { invalid, notEmulated, requireEmulated } from './errors';
import { tagConstraints } from './tag-input';

/** All keys and values of a container's environment together (API reference, `ContainerDefinition.Environment`). */
const MOST_ENVIRONMENT_BYTES = 32 * 1024;

/** The container that answers requests: the only one, in whichever member it was given. */
export function servingContainer(input: CreateModelCommandInput): ContainerDefinition {
  const containers = input.Containers ?? [];
  if ((input.PrimaryContainer === undefined) === (containers.length === 0)) {
    throw invalid('exactly one of PrimaryContainer and Containers must be given');
  }
  if (containers.length > 1) throw notEmulated('models of several containers');
  return input.PrimaryContainer ?? containers[0];
}

/** Checks a model as `CreateModel` does. Whether image and artifacts exist is not looked up: there are no registry and no S3. */
export function requireModel(input: CreateModelCommandInput): void {
  const container = servingContainer(input);
  requireConstraints([
    ['modelName', input.ModelName, MODEL_NAME],
    ['executionRoleArn', input.ExecutionRoleArn, ROLE_ARN],
    ...containerConstraints(
      input.PrimaryContainer === undefined ? 'containers.1.member' : 'primaryContainer',
      container,
    ),
    ...vpcConstraints(input.VpcConfig),
    ...tagConstraints(input.Tags),
  ]);
  requireEmulated(container, {
    MultiModelConfig: 'multi-model endpoints',
    AdditionalModelDataSources: 'adapters of models',
  });
  if (container.Mode === 'MultiModel') throw notEmulated('multi-model endpoints');
  if (container.Image === undefined && container.ModelPackageName === undefined) {
    throw invalid('a container must have Image or ModelPackageName');
  }
  const bytes = Buffer.byteLength(
    Object.entries(container.Environment ?? {})
      .flat()
      .join(''),
  );
  if (bytes > MOST_ENVIRONMENT_BYTES) {
    throw invalid(`the environment of all containers can have ${MOST_ENVIRONMENT_BYTES} bytes together, not ${bytes}`);
  }
}

function containerConstraints(path: string, container: ContainerDefinition): readonly Checked[] {
  const { Environment: environment = {} } = container;
  return [
    [`${path}.image`, container.Image, { maxLength: 255, pattern: /^[\S]+$/ }],
    [`${path}.modelPackageName`, container.ModelPackageName, { minLength: 1, maxLength: 176 }],
    [`${path}.modelDataUrl`, container.ModelDataUrl, S3_URI],
    [`${path}.modelDataSource.s3DataSource.s3Uri`, container.ModelDataSource?.S3DataSource?.S3Uri, S3_URI],
    [`${path}.mode`, container.Mode, { values: ['SingleModel', 'MultiModel'] }],
    [`${path}.environment`, environment, { maxLength: 100 }],
    ...Object.entries(environment).flatMap(([key, value]): readonly Checked[] => [
      [`${path}.environment`, key, { maxLength: 1024, pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/ }],
      [`${path}.environment.${key}.member`, value, { maxLength: 1024 }],
    ]),
  ];
}

/** Of models and endpoint configurations alike. */
export function vpcConstraints(config: CreateModelCommandInput['VpcConfig']): readonly Checked[] {
  if (config === undefined) return [];
  const groups = config.SecurityGroupIds;
  return [
    ['vpcConfig.securityGroupIds', groups, { required: true, minLength: 1, maxLength: 5 }],
    ...members('vpcConfig.securityGroupIds', groups).map(([path, id]): Checked => [path, id, VPC_ID]),
    ['vpcConfig.subnets', config.Subnets, { required: true, minLength: 1, maxLength: 16 }],
    ...members('vpcConfig.subnets', config.Subnets).map(([path, id]): Checked => [path, id, VPC_ID]),
  ];
}

const VPC_ID = { maxLength: 32, pattern: /^[-0-9a-zA-Z]+$/ };
