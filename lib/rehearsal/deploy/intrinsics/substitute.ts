import { TemplateError } from '../deploy-error';
import { pseudoParameter, Scope } from './scope';
import { joinable } from './value-functions';

/** `${Name}`, `${Resource.Attribute}` or the escaped `${!literal}`. */
const PLACEHOLDER = /\$\{(!?)([^${}]*)\}/g;

/** Names that a `Fn::Sub` text refers to, without those that its own variables give. */
export function placeholders(argument: unknown): readonly string[] {
  const { text, variables } = split(argument, 'Fn::Sub');
  return [...text.matchAll(PLACEHOLDER)]
    .filter(([, escaped]) => escaped === '')
    .map(([, , name]) => name.trim())
    .filter((name) => !Object.hasOwn(variables, name));
}

/** `Fn::Sub` with a text, or with `[text, variables]`. */
export function substitute(argument: unknown, scope: Scope, inner: (value: unknown) => unknown, place: string): string {
  const { text, variables } = split(argument, place);
  return text.replaceAll(PLACEHOLDER, (_whole: string, escaped: string, raw: string) => {
    if (escaped !== '') return `\${${raw}}`;
    const name = raw.trim();
    const value = Object.hasOwn(variables, name) ? inner(variables[name]) : lookUp(name, scope);
    return joinable(value, `\${${name}}`);
  });
}

function lookUp(name: string, scope: Scope): unknown {
  const dot = name.indexOf('.');
  if (dot > 0) return scope.attribute(name.slice(0, dot), name.slice(dot + 1));
  return pseudoParameter(name, scope) ?? scope.reference(name);
}

function split(argument: unknown, place: string): { text: string; variables: Record<string, unknown> } {
  if (typeof argument === 'string') return { text: argument, variables: {} };
  if (Array.isArray(argument) && typeof argument[0] === 'string' && argument.length <= 2) {
    return { text: argument[0], variables: (argument[1] ?? {}) as Record<string, unknown> };
  }
  throw new TemplateError(`Fn::Sub takes a text or [text, variables], got ${JSON.stringify(argument)}`, place);
}
