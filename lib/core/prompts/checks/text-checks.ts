import { isEqual } from '../../compare/equal';
import { listOf } from '../read/assertion-text';
import { jsonIn } from '../records';
import { Given, isText, NativeCheck, yesOrNo } from './native-check';

type TextType =
  | 'equals'
  | 'contains'
  | 'icontains'
  | 'contains-any'
  | 'contains-all'
  | 'icontains-any'
  | 'icontains-all'
  | 'starts-with'
  | 'regex';

/** What the answer's text is, begins with or has in it. */
export const TEXT_CHECKS: Readonly<Record<TextType, NativeCheck>> = {
  equals: {
    problem: ({ value }) => (value === undefined ? 'equals needs a value; say what the answer must be' : undefined),
    grade: ({ value }, { output }) => yesOrNo(equals(value, output), 'the answer has to be the expected one'),
  },
  contains: oneText('contains', (text, part) => text.includes(part)),
  icontains: oneText('icontains', (text, part) => text.toLowerCase().includes(part.toLowerCase())),
  'starts-with': oneText('starts-with', (text, part) => text.startsWith(part)),
  'contains-any': manyTexts('contains-any', 'some', false),
  'contains-all': manyTexts('contains-all', 'every', false),
  'icontains-any': manyTexts('icontains-any', 'some', true),
  'icontains-all': manyTexts('icontains-all', 'every', true),
  regex: {
    problem: ({ value }) => regexProblem(value),
    grade: ({ value }, { output }) =>
      yesOrNo(new RegExp(String(value)).test(output), 'the answer has to match the expression'),
  },
};

/** Structures are compared as JSON, whatever the order of their members; everything else as text. */
function equals(value: unknown, output: string): boolean {
  if (isText(value)) return String(value) === output;
  const data = jsonIn(output);
  return data !== undefined && isEqual(value, data.value);
}

function oneText(type: string, test: (text: string, part: string) => boolean): NativeCheck {
  return {
    problem: ({ value }) => textProblem(type, value),
    grade: ({ value }, { output }) =>
      yesOrNo(test(output, String(value)), `${type}: the answer has to have the expected text`),
  };
}

function manyTexts(type: string, quantifier: 'some' | 'every', ignoresCase: boolean): NativeCheck {
  const folded = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  return {
    problem: ({ value }) => listProblem(type, value),
    grade: ({ value }, { output }) => {
      const parts = partsOf({ value });
      const found = parts.filter((part) => folded(output).includes(folded(part))).length;
      const pass = quantifier === 'some' ? found > 0 : found === parts.length;
      return yesOrNo(pass, `${type}: ${found} of ${parts.length} expected texts found`);
    },
  };
}

function partsOf({ value }: Given): readonly string[] {
  return Array.isArray(value) ? value.map(String) : listOf(String(value));
}

/** An empty text is in every answer. */
function textProblem(type: string, value: unknown): string | undefined {
  if (isText(value) && String(value) !== '') return undefined;
  return `${type} needs a text that is not empty as value, got ${JSON.stringify(value)}; say what to look for`;
}

function listProblem(type: string, value: unknown): string | undefined {
  const isList = Array.isArray(value) ? value.every(isText) : isText(value);
  const parts = isList ? partsOf({ value }) : [];
  if (parts.length > 0 && !parts.includes('')) return undefined;
  return `${type} needs a list of texts that are not empty as value, got ${JSON.stringify(value)}; say what to look for`;
}

function regexProblem(value: unknown): string | undefined {
  const problem = textProblem('regex', value);
  if (problem !== undefined) return problem;
  try {
    new RegExp(String(value));
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `regex needs a regular expression of JavaScript as value (${why}); other dialects write some things otherwise`;
  }
}
