import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApprovalNeed,
  BlueGreenModelProps,
  Check,
  CheckMode,
  DataContract,
  DataContractProps,
  DataSchema,
  FeatureType,
  ReleaseWait,
} from '../../lib';
import { eventSchema } from '../../lib/handlers/check/event-schema';
import { modelStack, modelTemplate, newApp, version } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';
import { stateMachineDefinition } from '../helpers/state-machine-definition';

const SCHEMA = DataSchema.fromObject({ type: 'object', properties: { amount: { type: 'number' } } });
const CUSTOMERS = { name: 'Customers', features: { age: FeatureType.INTEGRAL } };
const SAMPLES = [{ body: { amount: 1 } }];

function model(contract: DataContractProps, checks: Check[]): Partial<BlueGreenModelProps> {
  return {
    version: version('1.0.0', { dataContract: DataContract.of(contract) }),
    waitFor: ReleaseWait.START,
    checks,
  };
}

function grants(template: Template): string[] {
  return statementsOf(template)
    .filter(({ role }) => role === 'CheckFunction')
    .flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join(' ')}`))
    .filter((grant) => /^(sagemaker|kms):/.test(grant));
}

test('the function is told the contract of the version, which it reads as it is', () => {
  const contract = {
    request: SCHEMA,
    featureGroups: [{ ...CUSTOMERS, maxAge: Duration.hours(1), sampleRecords: ['a', 'a'] }],
    tags: { preprocessing: '3' },
  };
  const template = modelTemplate(model(contract, [Check.dataContract({ samples: SAMPLES }), Check.approval()]));
  const { Parameters } = stateMachineDefinition(template).States['Check: data-contract'];
  const { spec } = Parameters!.Payload;
  expect(spec).toEqual({
    kind: 'data-contract',
    name: 'data-contract',
    contract: {
      request: { type: 'object', properties: { amount: { type: 'number' } } },
      featureGroups: [{ name: 'Customers', features: { age: 'Integral' }, maxAgeSeconds: 3600, sampleRecords: ['a'] }],
      tags: { preprocessing: '3' },
    },
    samples: [
      expect.objectContaining({
        method: 'POST',
        body: '{"amount":1}',
        headers: { 'content-type': 'application/json' },
      }),
    ],
    attempts: 3,
    timeoutMs: 10_000,
    approval: 'approval',
  });
  expect(eventSchema.parse({ action: 'check', releaseId: 'r', spec })).toMatchObject({ spec });
});

test('the function may read the groups that are named, and their records when some are', () => {
  const tags = { a: 'b' };
  expect(grants(modelTemplate(model({ tags }, [Check.dataContract()])))).toEqual([]);
  const described = model({ featureGroups: [CUSTOMERS] }, [Check.dataContract()]);
  expect(grants(modelTemplate(described))).toEqual([
    expect.stringMatching(/^sagemaker:DescribeFeatureGroup .*:feature-group\/customers"/),
  ]);
  const stack = new Stack(newApp(), 'Keys');
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/1');
  const read = { featureGroups: [{ ...CUSTOMERS, sampleRecords: ['a'], encryptionKey }] };
  expect(grants(modelTemplate(model(read, [Check.dataContract()])))).toEqual([
    expect.stringMatching(/^sagemaker:DescribeFeatureGroup /),
    expect.stringMatching(/^sagemaker:BatchGetRecord .*:feature-group\/customers"/),
    'kms:Decrypt "arn:aws:kms:eu-west-1:123456789012:key/1"',
  ]);
});

test('a contract that nothing checks is warned of', () => {
  const warned = (checks: Check[]) =>
    Annotations.fromStack(modelStack(model({ tags: { a: 'b' } }, checks)).stack).findWarning(
      '*',
      Match.stringLikeRegexp('the dataContract of the version is not checked; add Check.dataContract'),
    ).length;
  expect(warned([])).toBe(1);
  expect(warned([Check.dataContract()])).toBe(0);
});

test.each<[string, DataContractProps | undefined, Check[], string]>([
  [
    'no contract',
    undefined,
    [Check.dataContract()],
    'the version must have a data contract, got none; give it dataContract',
  ],
  ['no samples', { request: SCHEMA }, [Check.dataContract()], 'samples must be 1 to 50, got 0'],
  [
    'nobody to ask',
    { tags: { a: 'b' }, rollForwardOnly: 'labels changed' },
    [Check.dataContract()],
    'a contract with rollForwardOnly must have an approval, got none; add Check.approval()',
  ],
  [
    'nothing that could ask',
    { tags: { a: 'b' } },
    [Check.approval({ need: ApprovalNeed.ROLL_FORWARD_ONLY })],
    'approval "approval" must have a data contract check that asks for it, got none',
  ],
  [
    'an advisory check that an approval goes by',
    { tags: { a: 'b' } },
    [Check.dataContract({ mode: CheckMode.ADVISORY }), Check.approval({ need: ApprovalNeed.ROLL_FORWARD_ONLY })],
    'approval "approval" must have a required data contract check, got an advisory one; leave its `mode` out',
  ],
  [
    'a value out of its range',
    { tags: { a: 'b' } },
    [Check.dataContract({ attempts: 0 })],
    'attempts must be a whole number from 1 to 20, got 0',
  ],
])('fails with %s', (_, contract, checks, message) => {
  const props = contract === undefined ? { checks, waitFor: ReleaseWait.START } : model(contract, checks);
  expect(() => modelStack(props)).toThrow(message);
});

test('fails with everything that is wrong with a contract', () => {
  const long = DataSchema.fromObject({ description: 'x'.repeat(100_001) });
  const groups = [
    { name: '-a', features: {}, maxAge: Duration.hours(1) },
    { ...CUSTOMERS },
    { ...CUSTOMERS, name: 'customers', sampleRecords: Array.from({ length: 101 }, (_, index) => `${index}`) },
  ];
  expect(() => DataContract.of({ request: long, featureGroups: groups, rollForwardOnly: '' })).toThrow(
    /^invalid data contract: featureGroups must be different, got customers twice.*rollForwardOnly must be a reason.*"-a".name must be.*"-a".features must be 1 to 2500, got 0.*maxAge must come with sampleRecords.*sampleRecords must be 1 to 100, got 101.*must have 100000 characters/,
  );
  expect(() => DataContract.of({})).toThrow('it must hold something, got nothing; give request');
});

test('a schema is a file, or an object', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const file = (text: string) => {
    const path = join(folder, 'schema.json');
    writeFileSync(path, text);
    return path;
  };
  expect(DataSchema.fromFile(file('{"type":"object"}'))._schema).toEqual({ type: 'object' });
  expect(() => DataSchema.fromFile(file('{'))).toThrow(
    /^schema must be a JSON file with an object, got ".*", which is no JSON/,
  );
  expect(() => DataSchema.fromFile(file('[]'))).toThrow(/, which holds something else; give the path of one$/);
  expect(() => DataSchema.fromFile(join(folder, 'none.json'))).toThrow(/, which can't be read; give the path/);
});
