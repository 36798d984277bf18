import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { BlueGreenModel, Check, GoldenDataset, GoldenRule } from '../../lib';
import { hosting, modelTemplate, propertiesOf, version } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';

const FILE = join(__dirname, '../checks/fixtures/golden.jsonl');
const checkOf = (dataset: GoldenDataset) => Check.goldenSet({ dataset, rules: [GoldenRule.label('label')] });
const template = modelTemplate({ checks: [checkOf(GoldenDataset.fromAsset(FILE))] });

function grantsOf(of: Template, role: string): string[] {
  return statementsOf(of)
    .filter((statement) => statement.role === role)
    .flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join(' ')}`));
}

test('the function reads its set, its ledger and its own work, writes below the model’s prefixes, and does nothing else', () => {
  const grants = grantsOf(template, 'GoldenSetFunction').filter((grant) => !/^(ec2|logs|xray):/.test(grant));
  expect(grants).toEqual([
    expect.stringMatching(/^dynamodb:GetItem .*LedgerTable/),
    expect.stringMatching(/^s3:GetObject .*:s3:::.*assets.*\/[0-9a-f]{64}\.jsonl/),
    expect.stringMatching(/^s3:GetObject .*Evidence.*\/work\/fraud\/\*"/),
    expect.stringMatching(/^s3:PutObject .*Evidence.*\/work\/fraud\/\*"/),
    expect.stringMatching(/^s3:PutObject .*Evidence.*\/evidence\/fraud\/\*"/),
  ]);
});

test('the workflow may start workers of its own, and nothing else is added for the Map', () => {
  const grants = grantsOf(template, 'Workflow').filter((grant) => grant.startsWith('states:'));
  expect(grants).toEqual([
    expect.stringMatching(/^states:StartExecution .*:stateMachine:fraud-release"/),
    expect.stringMatching(/^states:DescribeExecution .*:execution:fraud-release\/\*"/),
    expect.stringMatching(/^states:StopExecution .*:execution:fraud-release\/\*"/),
  ]);
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('RedriveExecution');
});

test('the bucket is private, encrypted, by TLS only, and forgets', () => {
  expect(propertiesOf(template, 'AWS::S3::Bucket', 'Evidence')).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [
        { Prefix: 'work/fraud/', ExpirationInDays: 7 },
        { Prefix: 'evidence/fraud/', ExpirationInDays: 365 },
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ],
    },
  });
  expect(JSON.stringify(propertiesOf(template, 'AWS::S3::BucketPolicy', 'Evidence'))).toContain(
    '"aws:SecureTransport":"false"',
  );
});

test('neither bucket nor function nor permission without a golden set', () => {
  const without = modelTemplate();
  expect(Object.keys(without.findResources('AWS::S3::Bucket'))).toEqual([expect.stringContaining('AccessLogs')]);
  expect(Object.keys(without.findResources('AWS::Lambda::Function')).filter((id) => id.includes('Golden'))).toEqual([]);
  expect(grantsOf(without, 'Workflow').filter((grant) => grant.startsWith('states:'))).toEqual([]);
});

test('buckets of one’s own are used with their keys', () => {
  const stack = new Stack(new App(), 'Stack');
  const [sets, evidence] = ['Sets', 'Results'].map(
    (id) => new s3.Bucket(stack, id, { encryptionKey: new kms.Key(stack, `${id}Key`) }),
  );
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    checks: [checkOf(GoldenDataset.fromBucket(sets, 'golden.csv'))],
    evidenceBucket: evidence,
  });
  const own = Template.fromStack(stack);
  const keys = grantsOf(own, 'GoldenSetFunction').filter((grant) => grant.startsWith('kms:'));
  expect(keys).toEqual([
    expect.stringMatching(/^kms:Decrypt .*SetsKey/),
    expect.stringMatching(/^kms:Decrypt .*ResultsKey/),
    expect.stringMatching(/^kms:GenerateDataKey .*ResultsKey/),
  ]);
  expect(Object.keys(own.findResources('AWS::S3::Bucket')).filter((id) => id.includes('Evidence'))).toEqual([]);
});
