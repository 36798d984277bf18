import { Malformed } from './malformed';

/** A file as it is read: its name, for errors and for what its extension says, and its text in chunks of any length. */
export interface TextSource {
  readonly name: string;
  readonly chunks: AsyncIterable<string> | Iterable<string>;
}

/** Most characters of one record, and of a document that can't be read record by record. SageMaker's largest request is 25 MB. */
export const MAX_RECORD_CHARACTERS = 32 * 1024 * 1024;

/** Text before the first line's end, and all of it again. */
export interface Peeked {
  /** First line that is not blank. */
  readonly firstLine: string;
  readonly chunks: AsyncIterable<string>;
}

/** Reads as far as the end of the first line that is not blank. A byte order mark is no text. */
export async function peek(source: TextSource): Promise<Peeked> {
  const iterator = iteratorOf(source.chunks);
  let head = '';
  let [begun, whole] = [false, false];
  while (!whole && head.length <= MAX_RECORD_CHARACTERS) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    const start = begun ? 0 : value.search(/[^\s\uFEFF]/);
    begun = start >= 0;
    whole = begun && value.includes('\n', start);
    head += value;
  }
  head = head.replace(/^\uFEFF/, '');
  const firstLine = /\S[^\n]*/.exec(head)?.[0] ?? '';
  return { firstLine: firstLine.trimEnd(), chunks: again(head, iterator) };
}

async function* again(head: string, rest: AsyncIterator<string> | Iterator<string>): AsyncGenerator<string> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.(); // who stops reading early leaves no file open
  }
}

function iteratorOf(chunks: TextSource['chunks']): AsyncIterator<string> | Iterator<string> {
  return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}

/** A piece of text and the line on which it starts, counted from 1. */
export interface Located {
  readonly text: string;
  readonly line: number;
}

/** Lines that are not blank, without their ends. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Located> {
  let [open, line] = ['', 1];
  for await (const chunk of chunks) {
    open = withinLimit(open + chunk, line);
    if (!chunk.includes('\n')) continue;
    const parts = open.split('\n');
    open = parts.pop() ?? '';
    for (const text of parts) {
      if (text.trim() !== '') yield { text, line };
      line += 1;
    }
  }
  if (open.trim() !== '') yield { text: open, line };
}

/** All of a document, which has to be in memory at once. */
export async function wholeText(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text = withinLimit(text + chunk, 1);
  return text;
}

function withinLimit(text: string, line: number): string {
  if (text.length <= MAX_RECORD_CHARACTERS) return text;
  throw new Malformed(
    `a record, or a document that is read at once, must have ${MAX_RECORD_CHARACTERS} characters at most; write JSON Lines, one record a line`,
    line,
  );
}
