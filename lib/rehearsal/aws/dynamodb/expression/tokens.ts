import { invalid } from '../item';

export type TokenKind = 'name' | 'value' | 'comparator' | 'keyword' | 'punctuation' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Keywords in capitals, everything else as written. */
  readonly text: string;
  readonly at: number;
}

const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const PATTERN =
  /\s*(?:(?<value>:[A-Za-z0-9_]+)|(?<name>#[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*)|(?<comparator><>|<=|>=|=|<|>)|(?<punctuation>[(),.[\]]|\d+))/y;

/** Splits an expression. `which` names it in errors, for example `ConditionExpression`. */
export function tokenize(expression: string, which: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (expression.slice(at).trim() !== '') {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(expression);
    if (match === null) throw syntaxError(which, expression.slice(at).trim().charAt(0), expression);
    tokens.push(tokenOf(match, at));
    at = PATTERN.lastIndex;
  }
  if (tokens.length === 0) throw invalid(`Invalid ${which}: The expression can not be empty;`);
  return [...tokens, { kind: 'end', text: '<EOF>', at }];
}

function tokenOf(match: RegExpExecArray, at: number): Token {
  const { value, name, comparator, punctuation } = match.groups ?? {};
  if (value !== undefined) return { kind: 'value', text: value, at };
  if (name !== undefined) {
    const upper = name.toUpperCase();
    return KEYWORDS.has(upper) ? { kind: 'keyword', text: upper, at } : { kind: 'name', text: name, at };
  }
  if (comparator !== undefined) return { kind: 'comparator', text: comparator, at };
  return { kind: 'punctuation', text: punctuation ?? '', at };
}

export function syntaxError(which: string, token: string, expression: string): Error {
  return invalid(`Invalid ${which}: Syntax error; token: "${token}", near: "${expression}"`);
}
