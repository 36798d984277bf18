import { SyntaxProblem } from './path';

/** A position in a text that is being parsed. */
export class TextCursor {
  position = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  /** Moves behind the token when it stands here. */
  take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.position += token.length;
    return true;
  }

  /** Moves behind what a sticky pattern matches here. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  /** The next UTF-16 unit. */
  next(): string {
    const character = this.text[this.position];
    if (character === undefined) throw this.problem('unexpected end');
    this.position++;
    return character;
  }

  skipSpace(): void {
    while (this.take(' '));
  }

  textSince(start: number): string {
    return this.text.slice(start, this.position);
  }

  problem(rule: string): SyntaxProblem {
    return new SyntaxProblem(`${rule}, at character ${this.position + 1} of "${this.text}"`);
  }
}
