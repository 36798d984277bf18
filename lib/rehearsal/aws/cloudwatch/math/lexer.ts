import { invalidExpression } from './error';

export type TokenKind = 'number' | 'id' | 'word' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** In this order: two-character operators before their first characters. */
const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?<id>[a-z][A-Za-z0-9_]*)|(?<word>[A-Z][A-Z0-9_]*)|(?<symbol>&&|\|\||[<>=!]=|[-+*/^<>()[\],]))/y;

/** Cuts an expression into tokens. Ids start with a lowercase letter, functions are uppercase words. */
export function tokenize(expression: string): readonly Token[] {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) throw invalidExpression(expression, `unexpected '${text.slice(from).trim().charAt(0)}'`);
    tokens.push(tokenFrom(groups));
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function tokenFrom(groups: Record<string, string | undefined>): Token {
  if (groups.number !== undefined) return { kind: 'number', text: groups.number };
  if (groups.id !== undefined) return { kind: 'id', text: groups.id };
  if (groups.symbol !== undefined) return { kind: 'symbol', text: groups.symbol };
  const word = groups.word ?? '';
  if (word === 'AND') return { kind: 'symbol', text: '&&' };
  if (word === 'OR') return { kind: 'symbol', text: '||' };
  return { kind: 'word', text: word };
}
