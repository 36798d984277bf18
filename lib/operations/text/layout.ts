import { stripVTControlCharacters } from 'node:util';

/** Columns of a classic terminal. */
export const WIDTH = 80;
const LABEL_WIDTH = 10;

/** A label and its text, which goes on below itself when it is too long for one line. */
export function row(label: string, text: string): string {
  const space = ' '.repeat(Math.max(1, LABEL_WIDTH - visibleLength(label)));
  return hanging(`${label}${space}`, text);
}

/** Text behind a first-line prefix; the lines after it are indented by the prefix's width. */
export function hanging(prefix: string, text: string): string {
  const indent = visibleLength(prefix);
  return wrap(text, WIDTH - indent)
    .map((line, index) => (index === 0 ? `${prefix}${line}` : `${' '.repeat(indent)}${line}`))
    .join('\n');
}

/** Lines of at most `width` columns. A word that is longer (an ARN, an image) stays whole, so that it can be copied. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || visibleLength(last) + 1 + visibleLength(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Columns that a text takes: colour codes take none. */
function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
