import { expressionNotEmulated, invalidExpression } from './error';
import { Token, tokenize } from './lexer';

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] };

/** From loosest to tightest, as in every C-like language; the User Guide gives no table (inference). */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/** Reads a metric math expression; throws ValidationError with the place that can't be read. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  return parser.parse();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  parse(): Expression {
    const expression = this.level(0);
    if (this.peek().kind !== 'end') throw this.unexpected();
    return expression;
  }

  private level(depth: number): Expression {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.unary();
    let left = this.level(depth + 1);
    for (let operator = this.takeOneOf(operators); operator !== undefined; operator = this.takeOneOf(operators)) {
      left = { kind: 'binary', operator, left, right: this.level(depth + 1) };
    }
    return left;
  }

  private unary(): Expression {
    if (this.takeOneOf(['-']) !== undefined) return { kind: 'negate', operand: this.unary() };
    return this.power();
  }

  /** Right associative and tighter than a minus before it: -2^2 is -4, 2^3^2 is 2^9. */
  private power(): Expression {
    const left = this.primary();
    if (this.takeOneOf(['^']) === undefined) return left;
    return { kind: 'binary', operator: '^', left, right: this.unary() };
  }

  private primary(): Expression {
    const token = this.take();
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'id':
        return { kind: 'id', id: token.text };
      case 'word':
        return this.call(token.text);
      case 'symbol':
        if (token.text === '(') return this.enclosed(')');
        if (token.text === '[') return { kind: 'list', items: this.items(']') };
        break;
      case 'end':
        break;
    }
    this.position--;
    throw this.unexpected();
  }

  private enclosed(closing: string): Expression {
    const expression = this.level(0);
    this.expect(closing);
    return expression;
  }

  private call(name: string): Expression {
    if (name === 'REPEAT' || name === 'LINEAR') throw expressionNotEmulated(this.text, name);
    this.expect('(');
    return { kind: 'call', name, args: this.items(')') };
  }

  private items(closing: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.takeSymbol(closing)) return items;
    do items.push(this.level(0));
    while (this.takeSymbol(','));
    this.expect(closing);
    return items;
  }

  private takeOneOf<T extends string>(symbols: readonly T[]): T | undefined {
    const token = this.peek();
    const found = token.kind === 'symbol' ? symbols.find((symbol) => symbol === token.text) : undefined;
    if (found !== undefined) this.position++;
    return found;
  }

  private takeSymbol(symbol: string): boolean {
    return this.takeOneOf([symbol]) !== undefined;
  }

  private expect(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(`, '${symbol}' expected`);
  }

  private take(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)];
  }

  private unexpected(hint = ''): Error {
    const token = this.peek();
    return invalidExpression(
      this.text,
      token.kind === 'end' ? `unexpected end${hint}` : `unexpected '${token.text}'${hint}`,
    );
  }
}

/** Ids of metrics and other expressions that an expression reads. */
export function referencedIds(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'id':
      return [expression.id];
    case 'negate':
      return referencedIds(expression.operand);
    case 'binary':
      return [...referencedIds(expression.left), ...referencedIds(expression.right)];
    case 'call':
      return expression.args.flatMap(referencedIds);
    case 'list':
      return expression.items.flatMap(referencedIds);
  }
}
