import { AttributeValue, invalid } from '../item';
import { Placeholders } from './names';
import { syntaxError, Token, tokenize } from './tokens';

/** Path into an item: attribute names, and indexes into lists. */
export type Path = readonly (string | number)[];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type FunctionName = 'attribute_exists' | 'attribute_not_exists' | 'begins_with' | 'contains' | 'attribute_type';

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly expression: Expression }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly path: Path; readonly argument?: Operand };

/** Functions and whether they take a second argument. */
const FUNCTIONS: Readonly<Record<FunctionName, boolean>> = {
  attribute_exists: false,
  attribute_not_exists: false,
  begins_with: true,
  contains: true,
  attribute_type: true,
};

/** Parses a condition, filter or key condition expression. Precedence: parentheses, comparison, NOT, AND, OR. */
export function parseExpression(text: string, which: string, placeholders: Placeholders): Expression {
  return new Parser(text, which, placeholders).parse();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly which: string,
    private readonly placeholders: Placeholders,
  ) {
    this.tokens = tokenize(text, which);
  }

  parse(): Expression {
    const expression = this.disjunction();
    if (this.peek().kind !== 'end') throw this.unexpected();
    return expression;
  }

  private disjunction(): Expression {
    let left = this.conjunction();
    while (this.take('keyword', 'OR')) left = { kind: 'or', left, right: this.conjunction() };
    return left;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.take('keyword', 'AND')) left = { kind: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): Expression {
    if (this.take('keyword', 'NOT')) return { kind: 'not', expression: this.negation() };
    if (!this.take('punctuation', '(')) return this.predicate();
    const inner = this.disjunction();
    this.expect('punctuation', ')');
    return inner;
  }

  private predicate(): Expression {
    const { kind, text } = this.peek();
    if (kind === 'name' && this.tokens[this.position + 1]?.text === '(' && text !== 'size') return this.call();
    const left = this.operand();
    if (this.take('keyword', 'BETWEEN')) {
      const low = this.operand();
      this.expect('keyword', 'AND');
      return { kind: 'between', operand: left, low, high: this.operand() };
    }
    if (this.take('keyword', 'IN')) return { kind: 'in', operand: left, candidates: this.candidates() };
    if (this.peek().kind !== 'comparator') throw this.unexpected();
    return { kind: 'compare', comparator: this.next().text as Comparator, left, right: this.operand() };
  }

  private call(): Expression {
    const { text } = this.next();
    if (!Object.hasOwn(FUNCTIONS, text))
      throw invalid(`Invalid ${this.which}: Invalid function name; function: ${text}`);
    const name = text as FunctionName;
    this.expect('punctuation', '(');
    const path = this.path();
    const argument = FUNCTIONS[name] ? this.argument() : {};
    this.expect('punctuation', ')');
    return { kind: 'call', name, path, ...argument };
  }

  private argument(): { readonly argument: Operand } {
    this.expect('punctuation', ',');
    return { argument: this.operand() };
  }

  private candidates(): readonly Operand[] {
    this.expect('punctuation', '(');
    const candidates = [this.operand()];
    while (this.take('punctuation', ',')) candidates.push(this.operand());
    this.expect('punctuation', ')');
    return candidates;
  }

  private operand(): Operand {
    const { kind, text } = this.peek();
    if (kind === 'value') return { kind: 'value', value: this.placeholders.value(this.next().text, this.which) };
    if (kind !== 'name') throw this.unexpected();
    if (text !== 'size' || this.tokens[this.position + 1]?.text !== '(') return { kind: 'path', path: this.path() };
    this.next();
    this.expect('punctuation', '(');
    const path = this.path();
    this.expect('punctuation', ')');
    return { kind: 'size', path };
  }

  private path(): Path {
    const path: (string | number)[] = [this.attributeName()];
    for (;;) {
      if (this.take('punctuation', '.')) path.push(this.attributeName());
      else if (this.take('punctuation', '[')) path.push(this.index());
      else return path;
    }
  }

  private attributeName(): string {
    if (this.peek().kind !== 'name') throw this.unexpected();
    return this.placeholders.name(this.next().text, this.which);
  }

  private index(): number {
    const index = Number(this.next().text);
    this.expect('punctuation', ']');
    return index;
  }

  private peek(): Token {
    const token = this.tokens[this.position];
    if (token === undefined) throw this.unexpected();
    return token;
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private take(kind: Token['kind'], text: string): boolean {
    const token = this.peek();
    const taken = token.kind === kind && token.text === text;
    if (taken) this.position++;
    return taken;
  }

  private expect(kind: Token['kind'], text: string): void {
    if (!this.take(kind, text)) throw this.unexpected();
  }

  private unexpected(): Error {
    return syntaxError(this.which, this.tokens[this.position]?.text ?? '<EOF>', this.text);
  }
}
