import fc from 'fast-check';
import { DeployError } from '../../../../lib/rehearsal/deploy';
import { resolveValue } from '../../../../lib/rehearsal/deploy/intrinsics/resolve';
import { Scope } from '../../../../lib/rehearsal/deploy/intrinsics/scope';

const scope: Scope = {
  region: 'eu-west-1',
  accountId: '123456789012',
  stackName: 'Shop',
  stackId: 'arn:stack',
  reference: (name) => known({ Bucket: 'bucket-1', Count: '3', List: ['a', 'b'] }, name),
  attribute: (id, name) => known({ 'Bucket.Arn': 'arn:bucket', 'Net.Ids': ['x', 'y'] }, `${id}.${name}`),
  condition: (name) => known({ Yes: true, No: false }, name) as boolean,
  mapping: (map, top, second) => known({ 'Sizes.small.cpu': 256 }, `${map}.${top}.${second}`),
  exported: (name) => known({ VpcId: 'vpc-1' }, name),
};

function known(values: Record<string, unknown>, name: string): unknown {
  if (!Object.hasOwn(values, name)) throw new DeployError(`unknown name ${name}`);
  return values[name];
}

const resolve = (value: unknown): unknown => resolveValue(value, scope, 'Resources.R.Properties');

test.each<[string, unknown, unknown]>([
  ['Ref', { Ref: 'Bucket' }, 'bucket-1'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::StackId' }, 'arn:stack'],
  ['Ref of AWS::NoValue', { a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] }, { a: 1, c: [2] }],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:bucket'],
  ['Fn::GetAtt with a dot', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:bucket'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Bucket' }]] }, 'a-1-true-bucket-1'],
  ['Fn::Join of a list value', { 'Fn::Join': [',', { 'Fn::GetAtt': ['Net', 'Ids'] }] }, 'x,y'],
  [
    'Fn::Sub',
    { 'Fn::Sub': '${AWS::Region}/${Bucket}/${Bucket.Arn}/${!Literal}' },
    'eu-west-1/bucket-1/arn:bucket/${Literal}',
  ],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${X}-${Count}', { X: { Ref: 'Bucket' } }] }, 'bucket-1-3'],
  ['Fn::Select', { 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
  ['Fn::Split', { 'Fn::Split': ['/', 'a/b/'] }, ['a', 'b', '']],
  ['Fn::If, true', { 'Fn::If': ['Yes', 'a', { Ref: 'Nobody' }] }, 'a'],
  ['Fn::If, no value', { a: { 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] } }, {}],
  ['Fn::Equals as texts', { 'Fn::Equals': [3, { Ref: 'Count' }] }, true],
  ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  ['Fn::Or', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
  ['Fn::Not', { 'Fn::Not': [{ Condition: 'No' }] }, true],
  ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'cpu'] }, 256],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'VpcId' } }, 'vpc-1'],
  ['Fn::Base64', { 'Fn::Base64': 'häh' }, 'aMOkaA=='],
  ['Fn::Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, '8'] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
  [
    'an IAM condition, which is no function',
    { Condition: { StringEquals: { a: 'b' } } },
    { Condition: { StringEquals: { a: 'b' } } },
  ],
])('resolves %s', (_name, value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ['an unknown function', { 'Fn::Frobnicate': [] }, 'unknown function Fn::Frobnicate at Resources.R.Properties.a'],
  ['an unknown name, saying where', { Ref: 'Nobody' }, 'unknown name Nobody at Resources.R.Properties.a'],
  ['a name inside Fn::Sub', { 'Fn::Sub': '${Nobody}' }, 'unknown name Nobody at Resources.R.Properties.a.Fn::Sub'],
  ['an unknown attribute', { 'Fn::GetAtt': ['Bucket', 'Foo'] }, 'unknown name Bucket.Foo'],
  ['a dynamic reference', '{{resolve:ssm:/a}}', 'the rehearsal has no SSM'],
  [
    'a dynamic reference that a function makes',
    { 'Fn::Join': ['', ['{{resolve:', 'ssm:/a}}']] },
    'the rehearsal has no SSM',
  ],
  ['Fn::Join of a list in a list', { 'Fn::Join': ['', [{ Ref: 'List' }]] }, 'Fn::Join takes texts'],
  ['Fn::Select beyond the end', { 'Fn::Select': [2, { Ref: 'List' }] }, 'index must be between 0 and 1, got 2'],
  ['Fn::Cidr that does not fit', { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] }, "can't cut 2 blocks"],
  ['Fn::And of one', { 'Fn::And': [{ Condition: 'Yes' }] }, 'takes a list of 2 to 10'],
  ['a condition that is a text', { 'Fn::Not': ['yes'] }, 'must be true or false'],
])('fails for %s', (_name, value, message) => {
  expect(() => resolve({ a: value })).toThrow(message);
});

const plainTexts = fc.string().filter((text) => !text.includes('{{resolve:'));

test('a value without functions stays as it is', () => {
  const keys = fc
    .string()
    .filter((key) => key !== 'Ref' && key !== 'Condition' && key !== '__proto__' && !key.startsWith('Fn::'));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      plainTexts,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('tree')),
      fc.dictionary(keys, tie('tree'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(tree, (value) => expect(resolve(value)).toEqual(value)));
});

test('Fn::Split undoes Fn::Join when no item holds the separator', () => {
  const items = fc.array(
    plainTexts.filter((text) => !text.includes('|')),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(items, (texts) => {
      expect(resolve({ 'Fn::Split': ['|', { 'Fn::Join': ['|', texts] }] })).toEqual(texts);
    }),
  );
});

test('the blocks of Fn::Cidr follow one another and never overlap', () => {
  const cuts = fc.record({
    prefix: fc.integer({ min: 8, max: 20 }),
    bits: fc.integer({ min: 4, max: 8 }),
    count: fc.integer({ min: 1, max: 16 }),
  });
  fc.assert(
    fc.property(cuts, ({ prefix, bits, count }) => {
      const blocks = resolve({ 'Fn::Cidr': [`10.0.0.0/${prefix}`, count, bits] }) as string[];
      const starts = blocks.map((block) =>
        block
          .split('/')[0]
          .split('.')
          .reduce((sum, part) => sum * 256 + Number(part), 0),
      );
      expect(starts).toEqual(starts.map((_, index) => 10 * 2 ** 24 + index * 2 ** bits));
      expect(new Set(blocks.map((block) => block.split('/')[1]))).toEqual(new Set([String(32 - bits)]));
    }),
  );
});
