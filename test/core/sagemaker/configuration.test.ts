import { SageMakerParitySpec } from '../../../lib/contract';
import { parityVerdict } from '../../../lib/core/parity';
import { endpointConfiguration } from '../../../lib/core/sagemaker/configuration';

const SPEC: SageMakerParitySpec = {
  kind: 'sagemaker-parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: ['THRESHOLD'],
  autoScaled: false,
};

interface Change {
  readonly variant?: object;
  readonly config?: object;
  readonly model?: object;
  readonly container?: object;
}

/** An endpoint of a version; what differs by nature does differ. */
function side(version: string, change: Change = {}) {
  const name = `copy-of-${version}`;
  const variant = { VariantName: 'main', ModelName: name, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 };
  return {
    version,
    config: {
      $metadata: { requestId: version },
      EndpointConfigName: name,
      EndpointConfigArn: `arn:${name}`,
      CreationTime: new Date(version === 'v1' ? 1 : 2),
      ProductionVariants: [{ ...variant, ...change.variant }],
      KmsKeyId: 'arn:key',
      DataCaptureConfig: { DestinationS3Uri: `s3://captured/fraud/${version}`, EnableCapture: true },
      ...change.config,
    },
    model: {
      ModelName: name,
      ModelArn: `arn:${name}`,
      CreationTime: new Date(0),
      ExecutionRoleArn: 'arn:role',
      VpcConfig: { Subnets: ['s1', 's2'], SecurityGroupIds: ['g'] },
      PrimaryContainer: {
        Image: `repo/model:${version}`,
        ModelDataUrl: `s3://artefacts/${version}`,
        Mode: 'SingleModel',
        Environment: { THRESHOLD: version, LOG_LEVEL: 'info' },
        ...change.container,
      },
      ...change.model,
    },
  };
}

function verdict(change: Change, spec: Partial<SageMakerParitySpec> = {}) {
  const rules = { ...SPEC, ...spec };
  const live = endpointConfiguration(side('v1'), rules);
  return parityVerdict(rules, 'green', live, endpointConfiguration(side('v2', change), rules));
}

test('passes when only what a version brings differs', () => {
  expect(verdict({})).toMatchObject({ status: 'PASS', evidence: { compared: 15 } });
});

test('passes when lists of names are in another order', () => {
  const VpcConfig = { Subnets: ['s2', 's1'], SecurityGroupIds: ['g'] };
  expect(verdict({ model: { VpcConfig } })).toMatchObject({ status: 'PASS' });
});

test('passes with another kind of artefact', () => {
  const S3DataSource = { S3Uri: 's3://artefacts/v2/', S3DataType: 'S3Prefix', CompressionType: 'None' };
  const change = { container: { ModelDataUrl: undefined, ModelDataSource: { S3DataSource } } };
  expect(verdict(change)).toMatchObject({ status: 'PASS' });
});

test.each<[string, Change]>([
  ['variant.instanceType', { variant: { InstanceType: 'ml.m5.xlarge' } }],
  ['variant.initialInstanceCount', { variant: { InitialInstanceCount: 1 } }],
  ['variant.variantName', { variant: { VariantName: 'other' } }],
  ['variant.serverlessConfig.maxConcurrency', { variant: { ServerlessConfig: { MaxConcurrency: 5 } } }],
  ['endpointConfig.kmsKeyId', { config: { KmsKeyId: undefined } }],
  ['endpointConfig.dataCaptureConfig.enableCapture', { config: { DataCaptureConfig: { EnableCapture: false } } }],
  ['endpointConfig.newlyInvented', { config: { NewlyInvented: true } }],
  ['model.executionRoleArn', { model: { ExecutionRoleArn: 'arn:other' } }],
  ['model.enableNetworkIsolation', { model: { EnableNetworkIsolation: true } }],
  ['model.vpcConfig.subnets.1', { model: { VpcConfig: { Subnets: ['s1', 's3'], SecurityGroupIds: ['g'] } } }],
  ['container.environment.LOG_LEVEL', { container: { Environment: { THRESHOLD: 'v2', LOG_LEVEL: 'debug' } } }],
  ['container.mode', { container: { Mode: 'MultiModel' } }],
])('fails when %s differs, and passes when that is allowed', (path, change) => {
  const failed = verdict(change);
  expect(failed).toMatchObject({ status: 'FAIL', reason: expect.stringContaining(path) });
  const parent = path.slice(0, path.lastIndexOf('.'));
  expect(verdict(change, { allowedDifferences: [path, `${parent}*`] })).toMatchObject({ status: 'PASS' });
});

test('ignores the count of endpoints that scale', () => {
  expect(verdict({ variant: { InitialInstanceCount: 8 } }, { autoScaled: true })).toMatchObject({ status: 'PASS' });
});

test('fails when data are captured elsewhere', () => {
  const DataCaptureConfig = { DestinationS3Uri: 's3://elsewhere/v2', EnableCapture: true };
  expect(verdict({ config: { DataCaptureConfig } })).toMatchObject({
    status: 'FAIL',
    evidence: {
      differences: [
        {
          path: 'endpointConfig.dataCaptureConfig.destinationS3Uri',
          live: 's3://captured/fraud',
          idle: 's3://elsewhere',
        },
      ],
    },
  });
});
