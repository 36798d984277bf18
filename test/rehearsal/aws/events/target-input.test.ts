import { EventEnvelope } from '../../../../lib/rehearsal/aws/events/event';
import { RuleTarget } from '../../../../lib/rehearsal/aws/events/rules';
import { checkTargetInput, targetInput } from '../../../../lib/rehearsal/aws/events/target-input';
import { errorCode } from '../../support/call';

const EVENT: EventEnvelope = {
  version: '0',
  id: 'id-1',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: '111122223333',
  time: '2026-01-05T12:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:one', 'arn:two'],
  detail: { name: '1.4.0-abc', quote: 'say "hi"', count: 3, inner: { a: [1, 2] } },
};
const RULE = { arn: 'arn:aws:events:eu-west-1:111122223333:rule/recover', name: 'recover' };

const target = (shape: Partial<RuleTarget>): RuleTarget => ({ Id: 't', Arn: 'arn:aws:lambda:x', ...shape });
const transformer = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  target({ InputTransformer: { InputTemplate, InputPathsMap } });
const input = (shape: RuleTarget): unknown => JSON.parse(targetInput(shape, EVENT, RULE));

describe('what a target gets', () => {
  test('the whole event, a constant, or a part', () => {
    expect(input(target({}))).toEqual(EVENT);
    expect(input(target({ Input: '{"a":1}' }))).toEqual({ a: 1 });
    expect(input(target({ InputPath: '$.detail' }))).toEqual(EVENT.detail);
    expect(input(target({ InputPath: '$.detail.nope' }))).toBeNull();
  });

  test('the input that our recovery rule builds', () => {
    const shape = transformer('{"version":"recover","recover":<detail-name>}', { 'detail-name': '$.detail.name' });
    expect(input(shape)).toEqual({ version: 'recover', recover: '1.4.0-abc' });
  });

  test.each([
    ['{"n":<n>}', '$.detail.count', { n: 3 }],
    ['{"n":"<n>"}', '$.detail.count', { n: '3' }],
    ['{"n":"is <n>!"}', '$.detail.name', { n: 'is 1.4.0-abc!' }],
    ['{"n":<n>}', '$.detail.quote', { n: 'say "hi"' }],
    ['{"n":"<n>"}', '$.detail.quote', { n: 'say "hi"' }],
    ['{"n":<n>}', '$.detail.inner', { n: { a: [1, 2] } }],
    ['{"n":"<n>"}', '$.detail.inner', { n: '{"a":[1,2]}' }],
    ['{"n":<n>}', '$.resources[1]', { n: 'arn:two' }],
    ['{"n":<n>}', '$.detail.inner.a[*]', { n: [1, 2] }],
    ['{"n":"\\"<n>\\""}', '$.detail.count', { n: '"3"' }],
    ['<n>', '$.detail.count', 3],
    ['"version <n>"', '$.detail.name', 'version 1.4.0-abc'],
    ['plain <n> text', '$.detail.count', 'plain 3 text'],
  ])('template %s with %s', (template, path, expected) => {
    expect(input(transformer(template, { n: path }))).toEqual(expected);
  });

  test('reserved variables', () => {
    const names = '{"rule":<aws.events.rule-name>,"arn":"<aws.events.rule-arn>","event":<aws.events.event.json>}';
    expect(input(transformer(names))).toEqual({ rule: 'recover', arn: RULE.arn, event: EVENT });
    expect(input(transformer('<aws.events.event>'))).not.toHaveProperty('detail');
  });

  test('a path without a value leaves no legal JSON behind: a text that says so', () => {
    expect(input(transformer('{"n":<n>}', { n: '$.detail.nope' }))).toBe('{"n":}');
  });

  test.each([
    ['two shapes', target({ Input: '1', InputPath: '$.detail' })],
    ['a constant that is not JSON', target({ Input: '{' })],
    ['a path without $', target({ InputPath: 'detail' })],
    ['a filter', target({ InputPath: '$.detail[?(@.a)]' })],
    ['an unknown variable', transformer('{"a":<b>}')],
    ['a variable named aws', transformer('<aws1>', { aws1: '$.id' })],
    ['an empty template', transformer('')],
    ['a template of 8193 characters', transformer('x'.repeat(8193))],
  ])('fails for %s', (_what, shape) => {
    expect(errorCode(() => checkTargetInput(shape))).toBe('ValidationException');
  });
});
