import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { ModelVersion } from '../../model/model-version';
import { Candidate, HostingContext } from '../hosted-model';
import { capacityOf } from './capacity';
import { newExecutionRole } from './execution-role';
import { SageMakerHostingProps } from './sagemaker-hosting-props';

/** The one production variant of every endpoint, by which alarms know it. */
export const VARIANT = 'main';

/** The declared endpoint config, with what its copies need. */
export interface SageMakerCandidate extends Candidate {
  readonly endpointConfigName: string;
  readonly modelArn: string;
  readonly executionRole: iam.IRole;
  /** Encrypts the volumes of the endpoints' instances. @default - AWS' own key */
  readonly encryptionKey?: kms.IKey;
  /** Needs what containers run with: role, network. */
  readonly model: sagemaker.CfnModel;
}

/** The declared model and endpoint config. No endpoint uses them: a release copies them for the environment that it fills. */
export function sageMakerCandidate(
  scope: Construct,
  props: SageMakerHostingProps,
  context: HostingContext,
  /** Of the containers' subnets, if they are in any. */
  vpc: ec2.IVpc | undefined,
  /** The one endpoint of both environments; undefined when each has one of its own. */
  sharedEndpoint?: string,
): SageMakerCandidate {
  const { version, modelName } = context;
  const executionRole = props.executionRole ?? newExecutionRole(scope, modelName, version, props, sharedEndpoint);
  const container = containerOf(version);
  const model = new sagemaker.CfnModel(scope, 'CandidateModel', {
    executionRoleArn: executionRole.roleArn,
    primaryContainer: container,
    ...(props.networkIsolation === true ? { enableNetworkIsolation: true } : {}),
    ...networkOf(scope, props, modelName, vpc),
  });
  // The role's policy is a resource of its own, and SageMaker looks into the image and the artefact when the model is made.
  model.node.addDependency(executionRole);
  const config = new sagemaker.CfnEndpointConfig(scope, 'Candidate', {
    productionVariants: [variantOf(props, model.attrModelName)],
    ...(props.encryptionKey === undefined ? {} : { kmsKeyId: props.encryptionKey.keyArn }),
    ...captureOf(props, modelName),
  });
  config.node.addValidation({ validate: () => problemsOf(config) });
  return {
    arn: config.ref,
    endpointConfigName: config.attrEndpointConfigName,
    modelArn: model.ref,
    model,
    executionRole,
    encryptionKey: props.encryptionKey,
    image: container.modelPackageName ?? container.image ?? '',
    content: { ...container, ...capacityOf(props), instanceType: props.instanceType, serverless: props.serverless },
  };
}

function containerOf(version: ModelVersion): sagemaker.CfnModel.ContainerDefinitionProperty {
  const content = version._content;
  switch (content.kind) {
    case 'sageMakerContainer': {
      const { imageUri, modelDataBucket, modelDataKey, environment } = content.props;
      return {
        image: imageUri,
        ...(environment === undefined ? {} : { environment }),
        ...(modelDataBucket === undefined ? {} : { modelDataUrl: modelDataBucket.s3UrlForObject(modelDataKey) }),
      };
    }
    case 'modelPackage': {
      const { modelPackageArn, environment } = content.props;
      return { modelPackageName: modelPackageArn, ...(environment === undefined ? {} : { environment }) };
    }
    case 'container':
      throw new Error('version must be one for SageMaker hosting, got ModelVersion.container()'); // validated before
  }
}

function variantOf(
  props: SageMakerHostingProps,
  modelName: string,
): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
  const own = { variantName: VARIANT, modelName, initialVariantWeight: 1 };
  if (props.serverless !== undefined) {
    const { memorySizeMb, maxConcurrency, provisionedConcurrency } = props.serverless;
    return {
      ...own,
      serverlessConfig: { memorySizeInMb: memorySizeMb, maxConcurrency, ...given({ provisionedConcurrency }) },
    };
  }
  const { min, max } = capacityOf(props);
  return {
    ...own,
    instanceType: props.instanceType,
    initialInstanceCount: min,
    ...given({
      volumeSizeInGb: props.volumeSizeGb,
      containerStartupHealthCheckTimeoutInSeconds: props.containerStartupTimeout?.toSeconds(),
      modelDataDownloadTimeoutInSeconds: props.modelDataDownloadTimeout?.toSeconds(),
    }),
    ...(props.managedInstanceScaling === true
      ? { managedInstanceScaling: { status: 'ENABLED', minInstanceCount: min, maxInstanceCount: max } }
      : {}),
  };
}

function networkOf(
  scope: Construct,
  { modelSubnets, modelSecurityGroups }: SageMakerHostingProps,
  modelName: string,
  vpc: ec2.IVpc | undefined,
): Pick<sagemaker.CfnModelProps, 'vpcConfig'> {
  if (modelSubnets === undefined || vpc === undefined) return {};
  const groups = modelSecurityGroups ?? [
    new ec2.SecurityGroup(scope, 'ModelSecurityGroup', { vpc, description: `Containers of model ${modelName}` }),
  ];
  const subnets = vpc.selectSubnets(modelSubnets).subnetIds;
  return { vpcConfig: { subnets, securityGroupIds: groups.map(({ securityGroupId }) => securityGroupId) } };
}

/** The version is appended to the prefix when a release copies the config: captured data of two versions never mix. */
function captureOf(
  { dataCapture }: SageMakerHostingProps,
  modelName: string,
): Pick<sagemaker.CfnEndpointConfigProps, 'dataCaptureConfig'> {
  if (dataCapture === undefined) return {};
  return {
    dataCaptureConfig: {
      enableCapture: true,
      initialSamplingPercentage: dataCapture.percent,
      destinationS3Uri: dataCapture.bucket.s3UrlForObject(dataCapture.prefix ?? modelName),
      captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
    },
  };
}

/** What a user may have changed by an escape hatch so that no release can use it. */
function problemsOf(config: sagemaker.CfnEndpointConfig): string[] {
  const problems: string[] = [];
  if (config.asyncInferenceConfig !== undefined) {
    problems.push(
      'the endpoint must answer at once, got asynchronous inference; use a real-time or serverless variant',
    );
  }
  const variants = config.productionVariants;
  if (Array.isArray(variants) && variants.length !== 1) {
    problems.push(`the endpoint must have one production variant, got ${variants.length}; declare one`);
  }
  const otherName = variantNames(variants).find((name) => name !== VARIANT);
  if (otherName !== undefined) {
    problems.push(
      `the variant must be named ${VARIANT}, by which alarms know it, got ${otherName}; leave its name as it is`,
    );
  }
  if (config.shadowProductionVariants !== undefined) {
    problems.push('the endpoint must have no shadow variant, got some; mirror traffic with a shadow check instead');
  }
  return problems;
}

/** Those that are known at synth. */
function variantNames(variants: sagemaker.CfnEndpointConfig['productionVariants']): readonly string[] {
  if (!Array.isArray(variants)) return [];
  return variants.flatMap((variant) => ('variantName' in variant ? variant.variantName : []));
}

/** The members that have a value. */
function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}
