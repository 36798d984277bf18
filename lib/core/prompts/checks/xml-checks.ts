import { isRecord, JsonRecord } from '../records';
import { Given, NativeCheck, PromptTools, yesOrNo } from './native-check';

/** Tags at which a fragment is looked for; text with more of them that close nothing is no answer with XML in it. */
const MOST_STARTS = 200;
/** Outside of quotes no `<`: else every tag that is left open would be read to the end of the text. */
const ATTRIBUTES = `(?:"[^"]*"|'[^']*'|[^'"<>])*`;

/** Whether the answer is a well-formed XML document, or has one in it, with the required elements. */
export const XML_CHECKS: Readonly<Record<'is-xml' | 'contains-xml', NativeCheck>> = {
  'is-xml': {
    problem: (given) => elementsProblem('is-xml', given),
    grade: (given, { output }, tools) => {
      const document = parse(output.trim(), tools);
      if (document === undefined) return yesOrNo(false, 'the answer has to be well-formed XML');
      const missing = missingIn(document, given);
      return yesOrNo(missing.length === 0, `the answer has to be XML; ${missing.length} required elements missing`);
    },
  },
  'contains-xml': {
    problem: (given) => elementsProblem('contains-xml', given),
    grade: (given, { output }, tools) => {
      for (const fragment of fragmentsIn(output, tools)) {
        if (missingIn(fragment, given).length === 0) return yesOrNo(true, 'the answer has XML in it');
      }
      return yesOrNo(false, 'the answer has to have well-formed XML with the required elements in it');
    },
  },
};

/** Declarations within the document may redefine what its text means, so it is not looked at. */
function parse(text: string, { parseXml }: PromptTools): JsonRecord | undefined {
  return !text.startsWith('<') || /<!DOCTYPE[^>]*\[/i.test(text) ? undefined : parseXml(text);
}

function* fragmentsIn(text: string, tools: PromptTools): Generator<JsonRecord> {
  const start = /<([A-Za-z_][\w.:-]*)/g;
  for (let tries = 0; tries < MOST_STARTS; tries += 1) {
    const match = start.exec(text);
    if (match === null) return;
    const end = endOf(text, match.index, match[1]);
    const fragment = end === undefined ? undefined : parse(text.slice(match.index, end), tools);
    if (fragment === undefined || end === undefined) continue;
    yield fragment;
    start.lastIndex = end;
  }
}

/** Where the element that begins here ends, by counting the tags of its name. */
function endOf(text: string, from: number, name: string): number | undefined {
  const escaped = name.replaceAll('.', '\\.');
  const tag = new RegExp(`<(/?)${escaped}(?=[\\s/>])${ATTRIBUTES}>`, 'g');
  tag.lastIndex = from;
  let depth = 0;
  for (let match = tag.exec(text); match !== null; match = tag.exec(text)) {
    if (match[1] === '/') depth -= 1;
    else if (!match[0].endsWith('/>')) depth += 1;
    if (depth <= 0) return tag.lastIndex;
  }
  return undefined;
}

/** Paths such as `analysis.colour` that lead nowhere. */
function missingIn(document: JsonRecord, given: Given): readonly string[] {
  return elementsOf(given).filter((path) => !leadsSomewhere(document, path.split('.')));
}

function leadsSomewhere(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (Array.isArray(value)) return value.some((each) => leadsSomewhere(each, [name, ...rest]));
  return isRecord(value) && Object.hasOwn(value, name) && leadsSomewhere(value[name], rest);
}

function elementsOf({ value }: Given): readonly string[] {
  return isRecord(value) && Array.isArray(value.requiredElements) ? value.requiredElements.map(String) : [];
}

function elementsProblem(type: string, given: Given): string | undefined {
  const { value } = given;
  if (value === undefined || value === null || value === '' || elementsOf(given).length > 0) return undefined;
  return `value of ${type} must be {requiredElements: ["root.child"]}, got ${JSON.stringify(value)}; leave it out when any XML will do`;
}
