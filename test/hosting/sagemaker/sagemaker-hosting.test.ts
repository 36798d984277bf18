import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { BlueGreenModel, ModelHosting, ModelVersion, SageMakerHostingProps } from '../../../lib';
import { modelTemplate, newApp, propertiesOf, version } from '../../helpers/model-stack';
import { sageMakerStack, sageMakerTemplate, sageMakerVersion } from '../../helpers/sagemaker-stack';

describe('the candidate', () => {
  test('is a model and an endpoint config that no endpoint uses', () => {
    const template = sageMakerTemplate();
    template.resourceCountIs('AWS::SageMaker::Endpoint', 0);
    expect(propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants).toEqual([
      {
        VariantName: 'main',
        ModelName: { 'Fn::GetAtt': [expect.stringContaining('CandidateModel'), 'ModelName'] },
        InstanceType: 'ml.c7i.large',
        InitialInstanceCount: 2,
        InitialVariantWeight: 1,
      },
    ]);
  });

  test('has the artefact, the storage and the capture that are asked for', () => {
    const template = sageMakerTemplate({
      version: (stack) =>
        sageMakerVersion(stack, '1.0.0', {
          modelDataBucket: s3.Bucket.fromBucketName(stack, 'Artefacts', 'artefacts'),
          modelDataKey: 'fraud/1.0.0/model.tar.gz',
          environment: { THRESHOLD: '0.4' },
        }),
      hosting: { volumeSizeGb: 30, containerStartupTimeout: Duration.minutes(15), networkIsolation: true },
    });
    expect(propertiesOf(template, 'AWS::SageMaker::Model')).toMatchObject({
      EnableNetworkIsolation: true,
      PrimaryContainer: { ModelDataUrl: 's3://artefacts/fraud/1.0.0/model.tar.gz', Environment: { THRESHOLD: '0.4' } },
    });
    const [variant] = propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants as object[];
    expect(variant).toMatchObject({ VolumeSizeInGB: 30, ContainerStartupHealthCheckTimeoutInSeconds: 900 });
  });

  test('encrypts, captures and joins the VPC with what the user brings', () => {
    const stack = new Stack(newApp(), 'Stack');
    const key = new kms.Key(stack, 'Key');
    new BlueGreenModel(stack, 'Model', {
      modelName: 'fraud',
      version: sageMakerVersion(stack),
      hosting: ModelHosting.sageMaker({
        instanceType: 'ml.c7i.large',
        vpc: new ec2.Vpc(stack, 'Vpc'),
        modelSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        encryptionKey: key,
        dataCapture: { bucket: new s3.Bucket(stack, 'Captured'), percent: 5 },
      }),
    });
    const template = Template.fromStack(stack);
    expect(propertiesOf(template, 'AWS::SageMaker::EndpointConfig')).toMatchObject({
      KmsKeyId: stack.resolve(key.keyArn),
      DataCaptureConfig: { EnableCapture: true, InitialSamplingPercentage: 5 },
    });
    // CreateEndpoint hands the key on to SageMaker.
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 'kms:CreateGrant',
            Resource: stack.resolve(key.keyArn),
            Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
          },
        ]),
      },
    });
    const { Subnets, SecurityGroupIds } = propertiesOf(template, 'AWS::SageMaker::Model').VpcConfig as Record<
      string,
      unknown[]
    >;
    expect([Subnets.length, SecurityGroupIds.length]).toEqual([2, 1]);
  });

  test('may be a package of the model registry', () => {
    const template = Template.fromStack(packageModel().stack);
    expect(propertiesOf(template, 'AWS::SageMaker::Model')).toEqual({
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/own',
      PrimaryContainer: { ModelPackageName: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/7' },
    });
    expect(propertiesOf(template, 'Custom::ModelRelease').Image).toContain('model-package/fraud/7');
  });

  test('may be serverless', () => {
    const template = sageMakerTemplate({
      hosting: { instanceType: undefined, serverless: { memorySizeMb: 2048, maxConcurrency: 20 } },
    });
    expect(propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants).toMatchObject([
      { ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 20 } },
    ]);
    expect(environmentVariables(template)).not.toHaveProperty('SCALING');
  });
});

test('an approval in the model registry starts a release of the package', () => {
  const { stack, model } = packageModel();
  model.releaseOnApproval('OnApproval', 'fraud');
  const { EventPattern, Targets } = propertiesOf(Template.fromStack(stack), 'AWS::Events::Rule', 'OnApproval');
  expect(EventPattern).toEqual({
    source: ['aws.sagemaker'],
    'detail-type': ['SageMaker Model Package State Change'],
    detail: { ModelPackageGroupName: ['fraud'], ModelApprovalStatus: ['Approved'] },
  });
  const [{ InputTransformer }] = Targets as { InputTransformer: Record<string, unknown> }[];
  expect(InputTransformer).toEqual({
    InputPathsMap: {
      'detail-ModelPackageArn': '$.detail.ModelPackageArn',
      'detail-ModelPackageVersion': '$.detail.ModelPackageVersion',
    },
    InputTemplate:
      '{"version":"fraud-<detail-ModelPackageVersion>","image":<detail-ModelPackageArn>,"requestedBy":"approval in the model registry","byRegistry":true}',
  });
});

test('fails to release approved packages in place of containers', () => {
  const stack = sageMakerStack();
  const model = stack.node.findChild('Model') as BlueGreenModel;
  expect(() => model.releaseOnApproval('OnApproval', 'fraud')).toThrow('got ModelVersion.sageMakerContainer()');
  expect(() => model.releaseOnApproval('Other', 'a/b')).toThrow('modelPackageGroupName must be a name of 1 to 50');
});

describe('scaling', () => {
  test.each<[string, Partial<SageMakerHostingProps>, object | undefined]>([
    ['none by default', {}, undefined],
    [
      'by invocations',
      { minCapacity: 2, maxCapacity: 6, invocationsPerInstancePerMinute: 600 },
      { minCapacity: 2, maxCapacity: 6, invocationsPerInstancePerMinute: 600 },
    ],
    [
      'by SageMaker itself',
      { minCapacity: 2, maxCapacity: 6, managedInstanceScaling: true },
      { minCapacity: 2, maxCapacity: 6, managed: true },
    ],
  ])('%s', (_name, hosting, expected) => {
    const { SCALING } = environmentVariables(sageMakerTemplate({ hosting }));
    expect(SCALING === undefined ? undefined : JSON.parse(SCALING as string)).toEqual(expected);
  });

  test('by SageMaker itself is declared in the variant', () => {
    const template = sageMakerTemplate({ hosting: { minCapacity: 1, maxCapacity: 3, managedInstanceScaling: true } });
    expect(propertiesOf(template, 'AWS::SageMaker::EndpointConfig').ProductionVariants).toMatchObject([
      { ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 1, MaxInstanceCount: 3 } },
    ]);
  });
});

describe('the gateway', () => {
  test('has one port for each endpoint, in the target group of its environment', () => {
    const template = sageMakerTemplate();
    const { LoadBalancers } = propertiesOf(template, 'AWS::ECS::Service');
    expect(LoadBalancers).toMatchObject([
      { ContainerName: 'blue', ContainerPort: 8001 },
      { ContainerName: 'green', ContainerPort: 8002 },
    ]);
    const containers = propertiesOf(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions as {
      Environment: { Name: string; Value: unknown }[];
    }[];
    const endpoints = containers.map(
      ({ Environment }) => Environment.find(({ Name }) => Name === 'GATEWAY_SAGEMAKER_ENDPOINT')?.Value,
    );
    expect(endpoints).toEqual(['fraud-blue', 'fraud-green']);
  });

  test('does not change with the version, so that a deploy of one leaves it alone', () => {
    const gatewayOf = (name: string) => {
      const template = sageMakerTemplate({ version: (stack) => sageMakerVersion(stack, name) });
      return [propertiesOf(template, 'AWS::ECS::TaskDefinition'), propertiesOf(template, 'AWS::ECS::Service')];
    };
    expect(gatewayOf('2.0.0')).toEqual(gatewayOf('1.0.0'));
  });

  test('has no count that a deploy could set back', () => {
    expect(propertiesOf(sageMakerTemplate(), 'AWS::ECS::Service')).not.toHaveProperty('DesiredCount');
  });

  test('may invoke the two endpoints and nothing else', () => {
    sageMakerTemplate().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
            Resource: [
              { 'Fn::Join': ['', Match.arrayWith([':endpoint/fraud-blue'])] },
              { 'Fn::Join': ['', Match.arrayWith([':endpoint/fraud-green'])] },
            ],
          },
        ]),
      },
    });
  });
});

test('the endpoints are removed before what their containers run with', () => {
  const template = sageMakerTemplate();
  const [environments] = Object.values(template.findResources('Custom::SageMakerEnvironments'));
  expect(environments.DependsOn).toEqual([expect.stringContaining('CandidateModel')]);
});

test('parity compares endpoints, health and predictions go to the paths of SageMaker', () => {
  const definition = JSON.stringify(propertiesOf(sageMakerTemplate(), 'AWS::StepFunctions::StateMachine'));
  expect(definition).toContain('sagemaker-parity');
  expect(definition).toContain('EnvironmentBusy');
});

test('serverless endpoints may say that they leave out what they have not', () => {
  const serverless = { memorySizeMb: 1024, maxConcurrency: 2 };
  sageMakerTemplate({ hosting: { instanceType: undefined, serverless, networkIsolation: false } });
});

test('what ECS hosting makes knows nothing of it', () => {
  const template = modelTemplate();
  expect(JSON.stringify(template)).not.toContain('sagemaker');
  expect(JSON.stringify(template)).not.toContain('EnvironmentBusy');
});

describe('settings', () => {
  test.each<[Partial<SageMakerHostingProps>, string]>([
    [{ instanceType: undefined }, 'either instanceType or serverless must be given, got neither'],
    [{ serverless: { memorySizeMb: 2048, maxConcurrency: 5 } }, 'must be given, got both'],
    [{ instanceType: 'c7i.large' }, 'instanceType must be a type such as ml.c7i.large, got "c7i.large"'],
    [{ instanceType: undefined, serverless: { memorySizeMb: 500, maxConcurrency: 5 } }, 'one of 1024, 2048'],
    [{ instanceType: undefined, serverless: { memorySizeMb: 1024, maxConcurrency: 0 } }, 'from 1 to 200, got 0'],
    [
      { instanceType: undefined, minCapacity: 2, serverless: { memorySizeMb: 1024, maxConcurrency: 2 } },
      'minCapacity must be left out with serverless',
    ],
    [{ minCapacity: 0 }, 'minCapacity must be a whole number from 1 to 1000, got 0'],
    [{ minCapacity: 3, maxCapacity: 2 }, 'maxCapacity must be a whole number from 3 to 1000, got 2'],
    [{ maxCapacity: 4 }, 'must come with invocationsPerInstancePerMinute or managedInstanceScaling, got neither'],
    [{ managedInstanceScaling: true, invocationsPerInstancePerMinute: 5 }, 'two scalers would fight'],
    [{ containerStartupTimeout: Duration.seconds(5) }, 'containerStartupTimeout must be whole seconds from 60 to 3600'],
    [{ modelSecurityGroups: [] }, 'modelSecurityGroups must come with modelSubnets'],
    [{ gatewayTasks: { minTasks: 1 } }, 'gatewayTasks.minTasks must be a whole number from 2 to 1000, got 1'],
    [{ gatewayTasks: { cpu: 300 } }, 'gatewayTasks.cpu must be one of 256, 512'],
    [{ gatewayTasks: { memoryLimitMiB: 700 } }, 'gatewayTasks.memoryLimitMiB must be 1024 to 4096 in steps of 1024'],
    [
      { gateway: { memoryLimitMiB: 600 } },
      'gateway.memoryLimitMiB must be half of gatewayTasks.memoryLimitMiB (1024) at most, got 600',
    ],
    [{ gateway: { timeout: Duration.seconds(61) } }, 'gateway.timeout must be whole seconds from 1 to 60'],
    [
      {
        instanceType: undefined,
        serverless: { memorySizeMb: 1024, maxConcurrency: 2 },
        containerStartupTimeout: Duration.minutes(5),
      },
      'containerStartupTimeout must be left out with serverless',
    ],
    [{ gateway: { maxConcurrentRequests: 0 } }, 'gateway.maxConcurrentRequests must be'],
    [{ priority: 0 }, 'priority must be a whole number from 1 to 50000, got 0'],
  ])('fails for %j', (hosting, message) => {
    expect(() => sageMakerStack({ hosting })).toThrow(message);
  });

  test('fails for a version of ECS hosting, and the other way round', () => {
    expect(() => sageMakerStack({ version: () => version() })).toThrow('got ModelVersion.container()');
    const stack = new Stack();
    expect(() => modelTemplate({ version: sageMakerVersion(stack) })).toThrow('got ModelVersion.sageMakerContainer()');
  });

  test('fails for an image, or a package, by anything but its address at AWS', () => {
    const role = (stack: Stack) => iam.Role.fromRoleName(stack, 'Own', 'own');
    const build = (made: ModelVersion) => () => {
      const stack = new Stack(newApp(), 'Stack');
      const hosting = ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', executionRole: role(stack) });
      return new BlueGreenModel(stack, 'Model', { modelName: 'fraud', version: made, hosting });
    };
    expect(build(ModelVersion.sageMakerContainer('1', { imageUri: 'docker.io/foo:1' }))).toThrow(
      'imageUri must be an image in Amazon ECR, by its address there, got "docker.io/foo:1"',
    );
    expect(build(ModelVersion.modelPackage('1', { modelPackageArn: 'grp/1' }))).toThrow(
      'modelPackageArn must be the ARN of a model package, got "grp/1"',
    );
  });

  test('fails for an image that nobody may pull', () => {
    const own = () => ModelVersion.sageMakerContainer('1', { imageUri: '1.dkr.ecr.eu-west-1.amazonaws.com/m:1' });
    expect(() => sageMakerStack({ version: own })).toThrow('SageMaker could not pull the image');
  });

  test('fails for a package by another address and without a role in one error', () => {
    const own = () => ModelVersion.modelPackage('1', { modelPackageArn: 'grp/1' });
    const build = () => sageMakerStack({ version: own });
    expect(build).toThrow('modelPackageArn must be the ARN of a model package, got "grp/1"');
    expect(build).toThrow('executionRole must be given with a model package, got none');
  });

  test('fails for a package without a role', () => {
    const own = () =>
      ModelVersion.modelPackage('1', { modelPackageArn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/m/1' });
    expect(() => sageMakerStack({ version: own })).toThrow('executionRole must be given with a model package');
  });

  test('fails for half an artefact', () => {
    expect(() => ModelVersion.sageMakerContainer('1', { imageUri: 'i', modelDataKey: 'k' })).toThrow(
      'modelDataBucket and modelDataKey must come together, got only the key',
    );
  });

  test.each<[string, (config: sagemaker.CfnEndpointConfig) => void, string]>([
    [
      'asynchronous inference',
      (config) => (config.asyncInferenceConfig = { outputConfig: {} }),
      'must answer at once, got asynchronous inference',
    ],
    [
      'a variant that alarms don’t know',
      (config) => (config.productionVariants = [{ variantName: 'own', modelName: 'model' }]),
      'the variant must be named main, by which alarms know it, got own; leave its name as it is',
    ],
  ])('fails for %s by an escape hatch', (_what, change, message) => {
    const stack = sageMakerStack();
    change(stack.node.findAll().find((node) => node instanceof sagemaker.CfnEndpointConfig)!);
    expect(() => Template.fromStack(stack)).toThrow(message);
  });
});

/** A model whose version is a package of the model registry. */
function packageModel(): { readonly stack: Stack; readonly model: BlueGreenModel } {
  const stack = new Stack(newApp(), 'Stack');
  const model = new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    version: ModelVersion.modelPackage('7', {
      modelPackageArn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/7',
    }),
    hosting: ModelHosting.sageMaker({
      instanceType: 'ml.c7i.large',
      executionRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/own'),
    }),
  });
  return { stack, model };
}

/** Variables of the function that fills the endpoints. */
function environmentVariables(template: Template): Record<string, unknown> {
  return propertiesOf(template, 'AWS::Lambda::Function', 'EnvironmentFunction').Environment.Variables as Record<
    string,
    unknown
  >;
}
