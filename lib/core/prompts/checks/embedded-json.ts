import { jsonIn } from '../records';

/** Characters looked at for each character of the text, before the search is given up: text of many brackets would take for ever. */
const WORK_FACTOR = 20;
const LEAST_WORK = 10_000;

/** JSON objects and arrays in a text, from left to right; those within one that was found are part of it. */
export function* embeddedJson(text: string): Generator<unknown> {
  let work = WORK_FACTOR * text.length + LEAST_WORK;
  let at = nextOpening(text, 0);
  while (at >= 0 && work > 0) {
    const end = closingOf(text, at);
    work -= end - at;
    const data = text[end - 1] === '}' || text[end - 1] === ']' ? jsonIn(text.slice(at, end)) : undefined;
    if (data !== undefined) yield data.value;
    at = nextOpening(text, data === undefined ? at + 1 : end);
  }
}

function nextOpening(text: string, from: number): number {
  const rest = /[{[]/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? -1;
}

/** End of what begins with the bracket here, as far as brackets outside of strings tell; the end of the text when nothing closes it. */
function closingOf(text: string, from: number): number {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
