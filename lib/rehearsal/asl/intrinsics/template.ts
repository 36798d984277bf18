import { Json, JsonObject, isJsonArray, isJsonObject } from '../json';
import { SyntaxProblem } from '../paths/path';
import { Scope, evaluate } from './evaluate';
import { Expression } from './expression';
import { parseExpression } from './parse-expression';

/** A payload template: JSON in which a key that ends in `.$` has an expression for its value, at any depth. */
export type Template =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'expression'; readonly field: string; readonly expression: Expression }
  | { readonly kind: 'array'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Template> };

const EXPRESSION_SUFFIX = '.$';

/** @throws SyntaxProblem naming the key */
export function parseTemplate(value: Json): Template {
  if (isJsonArray(value)) return { kind: 'array', items: value.map(parseTemplate) };
  if (isJsonObject(value)) return { kind: 'object', members: parseMembers(value) };
  return { kind: 'value', value };
}

function parseMembers(object: JsonObject): ReadonlyMap<string, Template> {
  const members = new Map<string, Template>();
  for (const [key, value] of Object.entries(object)) {
    const isExpression = key.endsWith(EXPRESSION_SUFFIX);
    const name = isExpression ? key.slice(0, -EXPRESSION_SUFFIX.length) : key;
    if (members.has(name)) throw new SyntaxProblem(`"${name}" is given twice, with and without ".$"`);
    members.set(name, isExpression ? parseField(key, value) : parseTemplate(value));
  }
  return members;
}

function parseField(field: string, value: Json): Template {
  if (typeof value !== 'string')
    throw new SyntaxProblem(`"${field}" must be a path or an intrinsic function in a string`);
  try {
    return { kind: 'expression', field, expression: parseExpression(value) };
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new SyntaxProblem(`"${field}": ${error.message}`);
    throw error;
  }
}

/** The template with every expression replaced by its value. @throws StateFailure */
export function fillTemplate(template: Template, scope: Scope): Json {
  switch (template.kind) {
    case 'value':
      return template.value;
    case 'expression':
      return evaluate(template.expression, scope, template.field);
    case 'array':
      return template.items.map((item) => fillTemplate(item, scope));
    case 'object':
      return Object.fromEntries([...template.members].map(([key, item]) => [key, fillTemplate(item, scope)]));
  }
}
