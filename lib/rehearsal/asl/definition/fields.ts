import * as z from 'zod';
import { Expression } from '../intrinsics/expression';
import { parseExpression } from '../intrinsics/parse-expression';
import { Template, parseTemplate } from '../intrinsics/template';
import { Json, JsonObject, isJsonObject } from '../json';
import { SyntaxProblem } from '../paths/path';
import { parseDefinitePath, parsePath, parseReferencePath } from '../paths/parse-path';
import { parseTimestamp } from '../timestamp';

/** Longest wait and timeout, in seconds: 3.17 years (language specification). */
const LONGEST_SECONDS = 99_999_999;

/** Reports what a parser throws as a problem of the field. */
export function parsedBy<Input, Output>(schema: z.ZodType<Input>, parse: (value: Input) => Output) {
  return schema.transform((value, context): Output => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: value });
      return z.NEVER;
    }
  });
}

export const json = z.custom<Json>((value) => value !== undefined, 'expected JSON');
export const jsonObject = z.custom<JsonObject>(isJsonObject, 'expected an object');

export const path = parsedBy(z.string(), parsePath);
export const definitePath = parsedBy(z.string(), parseDefinitePath);
export const referencePath = parsedBy(z.string(), parseReferencePath);

export const template = parsedBy<JsonObject, Template>(jsonObject, parseTemplate);

export const seconds = z.int().min(0).max(LONGEST_SECONDS);
export const positiveSeconds = z.int().min(1).max(LONGEST_SECONDS);

export const timestamp = parsedBy(z.string(), (text) => {
  const time = parseTimestamp(text);
  if (time === undefined) throw new SyntaxProblem(`"${text}" is not a timestamp such as 2026-11-21T09:00:00Z`);
  return time;
});

/** Functions that ErrorPath and CausePath of a Fail state take: those that give a string (developer guide, "Fail state"). */
const STRING_FUNCTIONS = [
  'States.Format',
  'States.JsonToString',
  'States.ArrayGetItem',
  'States.Base64Encode',
  'States.Base64Decode',
  'States.Hash',
  'States.UUID',
];

export const stringExpression = parsedBy(z.string(), (text): Expression => {
  const expression = text.startsWith('$')
    ? ({ kind: 'path', path: parseDefinitePath(text) } as const)
    : parseExpression(text);
  if (expression.kind === 'call' && !STRING_FUNCTIONS.includes(expression.name)) {
    throw new SyntaxProblem(`${expression.name} gives no string; use one of ${STRING_FUNCTIONS.join(', ')}`);
  }
  return expression;
});
