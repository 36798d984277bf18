import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Check,
  CheckMode,
  GoldenDataset,
  GoldenDatasetOptions,
  GoldenRule,
  GoldenSetCheckProps,
  ModelProtocol,
} from '../../lib';
import { GoldenSetSpec } from '../../lib/contract';
import { eventSchema } from '../../lib/handlers/golden-set/event-schema';

const FILE = join(__dirname, 'fixtures/golden.jsonl');
const PROTOCOL = ModelProtocol.openInferenceV2({ modelName: 'fraud' });
const LABEL = GoldenRule.label('label');

function newStack(): Stack {
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Any', { type: 'AWS::SNS::Topic' }); // a stack without resources is warned of
  return stack;
}

function spec(props: Partial<GoldenSetCheckProps> = {}, stack = newStack()): GoldenSetSpec {
  const dataset = GoldenDataset.fromAsset(FILE);
  return Check.goldenSet({ dataset, rules: [LABEL], ...props })._spec(PROTOCOL, stack) as GoldenSetSpec;
}

test('defaults are those of the documentation', () => {
  const { dataset, ...others } = spec();
  expect(others).toEqual({
    kind: 'golden-set',
    name: 'golden-set',
    rules: [{ kind: 'label', path: 'label' }],
    minimumItems: 5,
    minimumCoveragePercent: 95,
    path: '/v2/models/fraud/infer',
    timeoutMs: 10_000,
    attempts: 3,
    itemsAtATime: 4,
    maxConcurrency: 10,
    itemsPerShard: 1_000,
  });
  expect(dataset).toMatchObject({ fileName: 'golden.jsonl', options: {} });
});

test('an object of others is named as it is, with the key that it needs', () => {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/1');
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Sets', { bucketName: 'sets', encryptionKey });
  expect(spec({ dataset: GoldenDataset.fromBucket(bucket, 'fraud/2026.csv', { expectedPath: 'y' }) }).dataset).toEqual({
    bucket: 'sets',
    key: 'fraud/2026.csv',
    fileName: '2026.csv',
    encryptionKeyArn: encryptionKey.keyArn,
    options: { expectedPath: 'y' },
  });
});

const RULES: readonly [string, GoldenRule][] = [
  ['label', GoldenRule.label('a', { ignoreCase: true, expectedPath: 'b' })],
  ['label-in-top', GoldenRule.topK('a', { k: 3, scores: true, labels: ['x', 'y'] })],
  ['equal', GoldenRule.tolerance('a', { absolute: 0.1, relative: 0.01 })],
  ['threshold', GoldenRule.threshold('a', { threshold: 0.5, positive: 'fraud' })],
  ['range', GoldenRule.range('a', { low: 0, high: 1 })],
  ['set', GoldenRule.set('a')],
  ['equal', GoldenRule.exact('@')],
  ['text', GoldenRule.text('a')],
];

test.each(RULES)('a rule %s is one that the function takes', (kind, rule) => {
  const given = spec({ rules: [rule], mode: CheckMode.ADVISORY, headers: { a: 'b' }, rowsPath: 'rows' });
  expect(given.rules[0].kind).toBe(kind);
  const event = {
    action: 'split',
    releaseId: 'r',
    spec: { ...given, dataset: { ...given.dataset, bucket: 'b', key: 'k' } },
  };
  expect(eventSchema.parse(event)).toEqual(event);
});

describe('synth', () => {
  const warning = Match.stringLikeRegexp(
    'golden set "golden-set" has 20 items, and a drop of 2 points needs 1\\d\\d\\d ',
  );

  test('warns of a file that is too small for the drop that it should detect', () => {
    const stack = newStack();
    spec({ smallestDrop: 2 }, stack);
    Annotations.fromStack(stack).hasWarning('*', warning);
  });

  test.each<[string, Partial<GoldenSetCheckProps>]>([
    ['that is large enough', { smallestDrop: 60 }],
    ['of batches', { smallestDrop: 2, rowsPath: 'rows' }],
    ['for which no drop is stated', {}],
  ])('does not warn of a set %s', (_name, props) => {
    const stack = newStack();
    spec(props, stack);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

function datasetOf(name: string, text: string, options?: GoldenDatasetOptions): GoldenDataset {
  const path = join(mkdtempSync(join(tmpdir(), 'golden-')), name);
  writeFileSync(path, text);
  return GoldenDataset.fromAsset(path, options);
}

test.each<[string, string, GoldenDatasetOptions, string]>([
  ['a line that is no JSON', '{"input":1,"expected":2}\n{"input":1\n', {}, 'dataset: a.jsonl:2: a record must be JSON'],
  ['an empty file', '\n', {}, 'dataset: a.jsonl:1: the file must have an item at least, got none; add items'],
  ['an input that is not there', '{"a":1}', { inputPath: 'features' }, 'dataset: a.jsonl:1: '],
  ['nothing expected', '{"a":1}', { inputPath: 'a', expectedPath: 'y' }, 'got none at y; correct the path'],
  ['a path that is none', '{"a":1}', { inputPath: 'a[' }, 'dataset: inputPath must be a JMESPath, got "a["'],
])('fails for a file with %s', (_name, text, options, message) => {
  expect(() => spec({ dataset: datasetOf('a.jsonl', text, options) })).toThrow(message);
});

test('fails with all that is wrong', () => {
  expect(() =>
    spec({
      name: 'a b',
      dataset: GoldenDataset.fromAsset('/nowhere.csv'),
      rules: [],
      rowsPath: 'a[',
      path: '//host',
      minimumScore: 101,
      minimumCoverage: -1,
      smallestDrop: 0,
      minimumItems: 0,
      timeout: Duration.seconds(61),
      attempts: 0,
      itemsAtATime: 51,
      maxConcurrency: 0,
      itemsPerShard: 0,
    }),
  ).toThrow(
    /^invalid golden set "a b": name .*; dataset must be a file, got "\/nowhere.csv".*; rules must be 1 to 10.*; rowsPath: .*; path .*; minimumScore .*; minimumCoverage .*; smallestDrop .*; minimumItems .*; timeout .*; attempts .*; itemsAtATime .*; maxConcurrency .*; itemsPerShard /,
  );
});

test.each<[string, () => GoldenRule, RegExp]>([
  ['a path that is none', () => GoldenRule.label('a[', { expectedPath: 'b[' }), /path: .*; expectedPath: /],
  ['a range upside down', () => GoldenRule.range('a', { low: 2, high: 1 }), /low must not be above high/],
  ['labels of labels', () => GoldenRule.topK('a', { k: 0, labels: ['a'] }), /k must be .*; labels must be left out/],
  ['a negative tolerance', () => GoldenRule.tolerance('a', { absolute: -1 }), /absolute must be a number of 0 or more/],
  ['a similarity of 0', () => GoldenRule.text('a', { minimumSimilarity: 0 }), /minimumSimilarity must be/],
])('fails for %s', (_name, rule, message) => {
  expect(rule).toThrow(message);
});

test('fails for a key that is none', () => {
  const bucket = s3.Bucket.fromBucketName(new Stack(), 'Sets', 'sets');
  expect(() => spec({ dataset: GoldenDataset.fromBucket(bucket, 'a*') })).toThrow(
    /key must name one object, got "a\*"/,
  );
});
