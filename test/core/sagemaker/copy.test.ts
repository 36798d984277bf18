import { imageOf, problemOfConfig, problemOfModel } from '../../../lib/core/sagemaker/candidate';
import { Copy, endpointConfigCopy, modelCopy } from '../../../lib/core/sagemaker/copy';

const PACKAGE = 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/fraud/7';

const COPY: Copy = {
  name: 'fraud-green-0123456789ab',
  modelName: 'fraud',
  releaseId: 'v2-release',
  version: 'v2',
  image: '',
  instanceCount: 3,
};
const TAGS = [
  { Key: 'bluegreen:model', Value: 'fraud' },
  { Key: 'bluegreen:release', Value: 'v2-release' },
  { Key: 'bluegreen:version', Value: 'v2' },
];

/** Without the members that are not set. */
const set = (value: object) => JSON.parse(JSON.stringify(value)) as object;

test('a model copy has the content of the described one, and nothing that only describes it', () => {
  const described = {
    ModelName: 'candidate',
    ModelArn: 'arn:candidate',
    CreationTime: new Date(0),
    ExecutionRoleArn: 'arn:role',
    EnableNetworkIsolation: false,
    VpcConfig: { Subnets: ['s'], SecurityGroupIds: ['g'] },
  };
  expect(set(modelCopy({ Image: 'a', ModelDataUrl: 's3://a' }, described, COPY))).toEqual({
    ModelName: COPY.name,
    PrimaryContainer: { Image: 'a', ModelDataUrl: 's3://a' },
    ExecutionRoleArn: 'arn:role',
    EnableNetworkIsolation: false,
    VpcConfig: { Subnets: ['s'], SecurityGroupIds: ['g'] },
    Tags: TAGS,
  });
});

test('an endpoint config copy serves the copied model at its size, and captures under its version', () => {
  const described = {
    EndpointConfigName: 'candidate',
    EndpointConfigArn: 'arn:candidate',
    CreationTime: new Date(0),
    KmsKeyId: 'arn:key',
    DataCaptureConfig: { DestinationS3Uri: 's3://captured/fraud/', InitialSamplingPercentage: 10 },
    MetricsConfig: { EnableEnhancedMetrics: true },
  };
  const variant = { VariantName: 'main', ModelName: 'candidate', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
  expect(set(endpointConfigCopy(variant, described, COPY))).toEqual({
    EndpointConfigName: COPY.name,
    ProductionVariants: [
      { VariantName: 'main', ModelName: COPY.name, InstanceType: 'ml.m5.large', InitialInstanceCount: 3 },
    ],
    KmsKeyId: 'arn:key',
    DataCaptureConfig: { DestinationS3Uri: 's3://captured/fraud/v2', InitialSamplingPercentage: 10 },
    MetricsConfig: { EnableEnhancedMetrics: true },
    Tags: TAGS,
  });
});

test('a serverless copy has no count, and one without capture gets none', () => {
  const variant = { VariantName: 'main', ServerlessConfig: { MaxConcurrency: 5 } };
  const copy = set(endpointConfigCopy(variant, {}, { ...COPY, instanceCount: undefined }));
  expect(copy).toEqual({
    EndpointConfigName: COPY.name,
    ProductionVariants: [{ ...variant, ModelName: COPY.name }],
    Tags: TAGS,
  });
});

test.each([
  ['its own image', { Image: 'a' }, '', { Image: 'a' }, 'a'],
  ['the released image', { Image: 'a', Environment: { X: '1' } }, 'b', { Image: 'b', Environment: { X: '1' } }, 'b'],
  ['its own package', { ModelPackageName: 'p' }, '', { ModelPackageName: 'p' }, 'p'],
  ['the released package', { ModelPackageName: 'p' }, PACKAGE, { ModelPackageName: PACKAGE }, PACKAGE],
])('serves %s', (_name, container, image, expected, served) => {
  const { PrimaryContainer } = modelCopy(container, {}, { ...COPY, image });
  expect(PrimaryContainer).toEqual(expected);
  expect(imageOf(PrimaryContainer)).toBe(served);
  expect(problemOfModel({ PrimaryContainer: container }, image)).toBeUndefined();
});

test.each([
  ['an image for a package', { ModelPackageName: 'p' }, 'repo:1', /must be released with a model package/],
  ['a package for an image', { Image: 'a' }, PACKAGE, /must be released with an image/],
  ['no container', undefined, '', /must have a primary container/],
])('fails with %s', (_name, PrimaryContainer, image, problem) => {
  expect(problemOfModel({ PrimaryContainer }, image)).toMatch(problem);
});

const VARIANT = { VariantName: 'main', ModelName: 'm' };

test.each([
  ['no variant', {}, /one production variant, got 0/],
  ['two variants', { ProductionVariants: [VARIANT, VARIANT] }, /one production variant, got 2/],
  ['inference components', { ProductionVariants: [{ VariantName: 'main' }] }, /must name a model/],
  ['a shadow variant', { ProductionVariants: [VARIANT], ShadowProductionVariants: [{}] }, /no shadow variant/],
  ['asynchronous inference', { ProductionVariants: [VARIANT], AsyncInferenceConfig: {} }, /asynchronous/],
])('fails with %s', (_name, config, problem) => {
  expect(problemOfConfig(config)).toMatch(problem);
});

test('one variant of a model is fit', () => {
  expect(problemOfConfig({ ProductionVariants: [VARIANT], ShadowProductionVariants: [] })).toBeUndefined();
});
