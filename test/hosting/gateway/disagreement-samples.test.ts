import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DisagreementSamplesProps } from '../../../lib';
import { DisagreementSamples } from '../../../lib/hosting/gateway/disagreement-samples';
import { newApp, propertiesOf } from '../../helpers/model-stack';

/** Two gateways with one task role, as SageMaker has them. */
function samples(props: (stack: Stack) => DisagreementSamplesProps = () => ({})) {
  const stack = new Stack(newApp(), 'Stack');
  const role = new iam.Role(stack, 'TaskRole', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  const given = props(stack);
  const both = [1, 2].map(() => DisagreementSamples.of(stack, 'fraud', given));
  both.forEach((each) => each.grantPut(role));
  const template = Template.fromStack(stack);
  const { Statement } = propertiesOf(template, 'AWS::IAM::Policy').PolicyDocument;
  return { template, variables: stack.resolve(both[0].variables()), statements: Statement as Record<string, any>[] };
}

test('without a bucket there is one for all gateways: private, encrypted, for 90 days, and there after the stack', () => {
  const { template, variables } = samples();
  template.resourceCountIs('AWS::S3::Bucket', 1);
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
  expect(variables).toEqual({
    GATEWAY_SAMPLES_BUCKET: { Ref: expect.stringContaining('DisagreementSamples') },
    GATEWAY_SAMPLES_PREFIX: 'cdk-model-bluegreen/fraud',
  });
});

test('tasks may put objects below the prefix and have them encrypted, and nothing else', () => {
  const { statements } = samples();
  expect(statements.map(({ Action, Effect }) => [Action, Effect])).toEqual([
    ['s3:PutObject', 'Allow'],
    ['kms:GenerateDataKey', 'Allow'],
  ]);
  expect(JSON.stringify(statements[0].Resource)).toMatch(/DisagreementSamples.*Arn.*\/cdk-model-bluegreen\/fraud\/\*/);
  expect(JSON.stringify(statements[1].Resource)).toMatch(/DisagreementSamplesKey.*Arn/);
});

test('a bucket of the user stays as it is; its key is known by it', () => {
  const { template, statements, variables } = samples((stack) => ({
    bucket: s3.Bucket.fromBucketAttributes(stack, 'Own', {
      bucketName: 'evidence',
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/k'),
    }),
    prefix: 'models/fraud',
    maxPerRelease: 5,
    payloads: true,
    redactedPaths: ['user.email'],
  }));
  template.resourceCountIs('AWS::S3::Bucket', 0);
  expect(variables).toEqual({
    GATEWAY_SAMPLES_BUCKET: 'evidence',
    GATEWAY_SAMPLES_PREFIX: 'models/fraud',
    GATEWAY_SAMPLES_MAX: '5',
    GATEWAY_SAMPLES_REDACT: '["user.email"]',
  });
  expect(JSON.stringify(statements[0].Resource)).toContain(':s3:::evidence/models/fraud/*');
  expect(statements[1]).toMatchObject({
    Action: 'kms:GenerateDataKey',
    Resource: 'arn:aws:kms:eu-west-1:123456789012:key/k',
  });
});

test('the time that they are kept can be set, payloads without anything taken out are said so', () => {
  const { template, variables } = samples(() => ({ retention: Duration.days(7), payloads: true }));
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 7 })] },
  });
  expect(variables.GATEWAY_SAMPLES_REDACT).toBe('[]');
});
