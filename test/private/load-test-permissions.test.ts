import { Template } from 'aws-cdk-lib/assertions';
import { join } from 'node:path';
import { Check, GoldenDataset } from '../../lib';
import { modelTemplate, propertiesOf } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';

const FILE = join(__dirname, '../checks/fixtures/golden.jsonl');
const template = modelTemplate({
  checks: [Check.loadTest({ peakRps: 100, dataset: GoldenDataset.fromAsset(FILE) })],
});

function grantsOf(of: Template, role: string): string[] {
  return statementsOf(of)
    .filter((statement) => statement.role === role)
    .flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join(' ')}`));
}

test('the function reads its dataset, the ledger and its own work, writes below the model’s prefixes, and does nothing else', () => {
  const grants = grantsOf(template, 'LoadWorkerFunction').filter((grant) => !/^(ec2|logs|xray):/.test(grant));
  expect(grants).toEqual([
    expect.stringMatching(/^dynamodb:GetItem .*LedgerTable/),
    expect.stringMatching(/^s3:GetObject .*:s3:::.*assets.*\/[0-9a-f]{64}\.jsonl/),
    expect.stringMatching(/^s3:GetObject .*Evidence.*\/work\/fraud\/\*"/),
    expect.stringMatching(/^s3:PutObject .*Evidence.*\/work\/fraud\/\*"/),
    expect.stringMatching(/^s3:PutObject .*Evidence.*\/evidence\/fraud\/\*"/),
  ]);
});

test('a worker has a core of its own, and the time that Lambda gives', () => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(functions.map(({ Properties }) => Properties)).toContainEqual(
    expect.objectContaining({ Handler: 'load-worker.handler', MemorySize: 1_769, Timeout: 900 }),
  );
});

test('the workflow may start workers of its own, and the bucket is there', () => {
  const grants = grantsOf(template, 'Workflow').filter((grant) => grant.startsWith('states:'));
  expect(grants).toHaveLength(3);
  expect(propertiesOf(template, 'AWS::S3::Bucket', 'Evidence')).toBeDefined();
});

test('neither function nor bucket without a load test', () => {
  const none = JSON.stringify(modelTemplate({ checks: [] }).toJSON());
  expect(none).not.toMatch(/LoadWorker|Evidence/);
});
