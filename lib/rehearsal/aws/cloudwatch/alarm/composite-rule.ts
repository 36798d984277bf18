import { AwsError } from '../../service';
import { AlarmState } from './alarm';

/** A composite alarm's rule. */
export type CompositeRule =
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'and' | 'or'; readonly left: CompositeRule; readonly right: CompositeRule }
  | { readonly kind: 'not'; readonly operand: CompositeRule }
  | { readonly kind: 'constant'; readonly value: boolean };

/** Words, parentheses, and alarm names or ARNs with or without quotes. */
const TOKEN = /\s*(?:(\(|\))|"([^"]*)"|([^\s()"]+))/y;

interface Token {
  readonly kind: 'parenthesis' | 'quoted' | 'word';
  readonly text: string;
}

/** Reads an AlarmRule (PutCompositeAlarm): ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, NOT, AND, OR, parentheses. */
export function parseCompositeRule(text: string): CompositeRule {
  return new RuleParser(text).parse();
}

class RuleParser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly text: string) {
    this.tokens = this.tokenize();
  }

  parse(): CompositeRule {
    const rule = this.or();
    if (this.position < this.tokens.length) throw this.invalid();
    return rule;
  }

  /** AND binds tighter than OR (PutCompositeAlarm, AlarmRule). */
  private or(): CompositeRule {
    let left = this.and();
    while (this.takeWord('OR')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): CompositeRule {
    let left = this.not();
    while (this.takeWord('AND')) left = { kind: 'and', left, right: this.not() };
    return left;
  }

  private not(): CompositeRule {
    if (this.takeWord('NOT')) return { kind: 'not', operand: this.not() };
    return this.primary();
  }

  private primary(): CompositeRule {
    if (this.takeParenthesis('(')) {
      const rule = this.or();
      this.expectParenthesis(')');
      return rule;
    }
    if (this.takeWord('TRUE')) return { kind: 'constant', value: true };
    if (this.takeWord('FALSE')) return { kind: 'constant', value: false };
    for (const state of ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const) {
      if (this.takeWord(state)) return this.stateOf(state);
    }
    throw this.invalid();
  }

  private stateOf(state: AlarmState): CompositeRule {
    this.expectParenthesis('(');
    const name = this.tokens[this.position];
    if (name === undefined || name.kind === 'parenthesis') throw this.invalid();
    this.position++;
    this.expectParenthesis(')');
    return { kind: 'state', state, alarm: alarmNameOf(name.text) };
  }

  private takeWord(word: string): boolean {
    return this.takeIf((token) => token.kind === 'word' && token.text === word);
  }

  private takeParenthesis(text: '(' | ')'): boolean {
    return this.takeIf((token) => token.kind === 'parenthesis' && token.text === text);
  }

  private expectParenthesis(text: '(' | ')'): void {
    if (!this.takeParenthesis(text)) throw this.invalid();
  }

  private takeIf(matches: (token: Token) => boolean): boolean {
    const token = this.tokens[this.position];
    if (token === undefined || !matches(token)) return false;
    this.position++;
    return true;
  }

  private tokenize(): readonly Token[] {
    const tokens: Token[] = [];
    const rule = this.text.trimEnd();
    const pattern = new RegExp(TOKEN);
    while (pattern.lastIndex < rule.length) {
      const match = pattern.exec(rule);
      if (match === null) throw new AwsError('ValidationError', `AlarmRule has an open quotation mark: ${this.text}`);
      tokens.push(tokenFrom(match));
    }
    return tokens;
  }

  private invalid(): AwsError {
    const token = this.tokens[this.position];
    const where = token === undefined ? 'its end' : `'${token.text}'`;
    return new AwsError('ValidationError', `AlarmRule can't be read at ${where}: ${this.text}`);
  }
}

function tokenFrom([, parenthesis, quoted, word]: RegExpExecArray): Token {
  if (parenthesis !== undefined) return { kind: 'parenthesis', text: parenthesis };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted };
  return { kind: 'word', text: word ?? '' };
}

/** An alarm's name from its name or ARN. */
export function alarmNameOf(nameOrArn: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/** Whether the rule holds for the children's states. */
export function ruleHolds(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'and':
      return ruleHolds(rule.left, stateOf) && ruleHolds(rule.right, stateOf);
    case 'or':
      return ruleHolds(rule.left, stateOf) || ruleHolds(rule.right, stateOf);
    case 'not':
      return !ruleHolds(rule.operand, stateOf);
    case 'constant':
      return rule.value;
  }
}

/** Names of the alarms that a rule looks at. */
export function childrenOf(rule: CompositeRule): readonly string[] {
  switch (rule.kind) {
    case 'state':
      return [rule.alarm];
    case 'and':
    case 'or':
      return [...new Set([...childrenOf(rule.left), ...childrenOf(rule.right)])];
    case 'not':
      return childrenOf(rule.operand);
    case 'constant':
      return [];
  }
}
