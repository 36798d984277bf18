import { Lazy, Stack } from 'aws-cdk-lib';
import { AnswerComparison, Check, ModelProtocol, RequestSlices } from '../../lib';

test('slices are part of what the check function is told', () => {
  const slices = RequestSlices.byHeader('X-Country', ['DE', 'FR']);
  const spec = Check.shadow({ compare: [AnswerComparison.label('label')], slices });
  expect(spec._spec(ModelProtocol.openInferenceV2({ modelName: 'fraud' }), new Stack())).toMatchObject({
    slices: { by: 'header', at: 'x-country', values: ['DE', 'FR'] },
  });
  expect(RequestSlices.byBodyValue('inputs[0].name', ['a'])._rule()).toEqual({
    by: 'body',
    at: 'inputs[0].name',
    values: ['a'],
  });
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);

test.each<[string, () => unknown, string]>([
  ['no values', () => RequestSlices.byHeader('a', []), 'values must be 1 to 20, got 0; name the ones that matter'],
  ['too many values', () => RequestSlices.byHeader('a', many(21)), 'values must be 1 to 20, got 21'],
  [
    'a value twice',
    () => RequestSlices.byHeader('a', ['x', 'x']),
    'values must differ from each other and from "other"',
  ],
  ['the name of the rest', () => RequestSlices.byHeader('a', ['other']), 'from "other", got other; leave that one out'],
  ['an empty value', () => RequestSlices.byHeader('a', ['']), 'values must be 1 to 100 printable ASCII characters'],
  ['a value of other letters', () => RequestSlices.byHeader('a', ['größer']), 'values must be 1 to 100 printable'],
  ['a value with a colon in front', () => RequestSlices.byHeader('a', [':x']), 'values must be 1 to 100 printable'],
  ['a value with a space behind', () => RequestSlices.byHeader('a', ['x ']), 'values must be 1 to 100 printable'],
  ['a header that is none', () => RequestSlices.byHeader('a b', ['x']), 'name must be the name of a header, got "a b"'],
  ['a function of JMESPath', () => RequestSlices.byBodyValue('length(a)', ['x']), 'a path must be names, [0] and [*]'],
  [
    'a token',
    () => RequestSlices.byHeader('a', [Lazy.string({ produce: () => 'x' })]),
    'path, name and values must be known at synth',
  ],
])('fails for %s', (_what, make, message) => {
  expect(make).toThrow(message);
});

test('fails when the gateways’ parameter could not hold them beside what is compared', () => {
  const slices = RequestSlices.byHeader(
    'a',
    many(20).map((value) => value + 'x'.repeat(95)),
  );
  const compare = [AnswerComparison.label('a'.repeat(1_000))];
  expect(() => Check.shadow({ compare, slices })).toThrow(
    'compare and slices must be 3000 bytes of JSON at most, got 3',
  );
});
