import { Malformed } from './malformed';
import { Located, MAX_RECORD_CHARACTERS } from './text-source';

/** The elements of a list of JSON objects as they come, so that a file of a million needs no memory for all of them. */
export async function* elementsOf(chunks: AsyncIterable<string>): AsyncGenerator<Located> {
  const scanner = new ElementScanner();
  for await (const chunk of chunks) {
    yield* scanner.read(chunk);
  }
  scanner.end();
}

/** Finds where elements end; what is in them is none of its business. */
class ElementScanner {
  private line = 1;
  /** Brackets that are open, the list's own included. */
  private depth = 0;
  private inText = false;
  private escaped = false;
  private closed = false;
  private elements = 0;
  private started = false;
  private startLine = 1;
  private kept = '';

  public *read(chunk: string): Generator<Located> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const wasOpen = this.started;
      const ends = this.step(chunk[at]);
      if (!wasOpen && this.started) from = at;
      if (!ends) continue;
      if (wasOpen) yield { text: this.kept + chunk.slice(from, at), line: this.startLine };
      this.kept = '';
    }
    if (this.started) this.keep(chunk.slice(from));
  }

  public end(): void {
    if (this.closed) return;
    throw new Malformed('the list must end with ], and does not; the file may have been cut off', this.line);
  }

  /** True when an element, or the list, ends with this character. */
  private step(character: string): boolean {
    if (character === '\n') this.line += 1;
    if (this.inText) {
      if (this.escaped) this.escaped = false;
      else if (character === '\\') this.escaped = true;
      else if (character === '"') this.inText = false;
      return false;
    }
    if (character <= ' ') return false;
    if (this.closed)
      throw new Malformed('there must be nothing after the list; write one list, or JSON Lines', this.line);
    if (this.depth === 1 && (character === ',' || character === ']')) return this.endElement(character);
    if (this.depth > 0) this.startElement();
    if (character === '"') this.inText = true;
    else if (character === '[' || character === '{') this.depth += 1;
    else if (character === ']' || character === '}') this.depth -= 1;
    return false;
  }

  private startElement(): void {
    if (this.started) return;
    this.started = true;
    this.startLine = this.line;
    this.elements += 1;
  }

  private endElement(character: string): true {
    this.closed = character === ']';
    const isEmptyList = this.closed && this.elements === 0;
    if (!this.started && !isEmptyList) {
      throw new Malformed(`there must be an element before ${character}; take the extra comma out`, this.line);
    }
    this.started = false;
    return true;
  }

  private keep(text: string): void {
    this.kept += text;
    if (this.kept.length <= MAX_RECORD_CHARACTERS) return;
    throw new Malformed(
      `an element must have ${MAX_RECORD_CHARACTERS} characters at most; make it smaller`,
      this.startLine,
    );
  }
}
