import fc from 'fast-check';
import { AlarmState, ALARM_STATES } from '../../../../../lib/rehearsal/aws/cloudwatch/alarm/alarm';
import {
  childrenOf,
  CompositeRule,
  parseCompositeRule,
  ruleHolds,
} from '../../../../../lib/rehearsal/aws/cloudwatch/alarm/composite-rule';
import { errorCode } from '../../../support/call';

const STATES: Record<string, AlarmState> = { a: 'ALARM', b: 'OK', c: 'INSUFFICIENT_DATA', 'with space': 'ALARM' };
const holds = (text: string) => ruleHolds(parseCompositeRule(text), (name) => STATES[name]);

describe('composite rules', () => {
  test.each([
    ['ALARM(a)', true],
    ['ALARM("a")', true],
    ['ALARM(b)', false],
    ['OK(b) AND INSUFFICIENT_DATA(c)', true],
    ['NOT ALARM(a) OR OK(b)', true],
    ['NOT (ALARM(a) OR OK(b))', false],
    ['ALARM(a) OR ALARM(b) AND FALSE', true],
    ['(ALARM(a) OR ALARM(b)) AND FALSE', false],
    ['NOT NOT TRUE', true],
    ['ALARM("with space")', true],
    ['ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a)', true],
    ['ALARM(unknown)', false],
  ])('%s is %p', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test.each(['', 'ALARM', 'ALARM()', 'ALARM(a', 'a', 'ALARM(a) ALARM(b)', 'AND ALARM(a)', 'ALARM("a)', 'alarm(a)'])(
    'fails to read %p',
    (text) => {
      expect(errorCode(() => parseCompositeRule(text))).toBe('ValidationError');
    },
  );

  const rules = fc.letrec<{ rule: CompositeRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constant('state' as const),
        state: fc.constantFrom(...ALARM_STATES),
        alarm: fc.constantFrom(...Object.keys(STATES)),
      }),
      fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('rule'), right: tie('rule') }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('rule') }),
    ),
  })).rule;

  function write(rule: CompositeRule): string {
    switch (rule.kind) {
      case 'state':
        return `${rule.state}("${rule.alarm}")`;
      case 'constant':
        return rule.value ? 'TRUE' : 'FALSE';
      case 'not':
        return `NOT (${write(rule.operand)})`;
      case 'and':
      case 'or':
        return `(${write(rule.left)} ${rule.kind.toUpperCase()} ${write(rule.right)})`;
    }
  }

  test('reading what was written gives the same rule', () => {
    fc.assert(fc.property(rules, (rule) => expect(parseCompositeRule(write(rule))).toEqual(rule)));
  });

  test('names each child once', () => {
    expect(childrenOf(parseCompositeRule('ALARM(a) AND NOT (OK(a) OR ALARM(b))'))).toEqual(['a', 'b']);
  });
});
