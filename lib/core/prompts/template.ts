import { compilePath } from '../compare/path';
import { isRecord, JsonRecord } from './records';

const TAG = /\{\{|\{%|\{#/g;
/** `name`, `name.member`, `name[0].member` and `name["member"]`, as nunjucks has them. */
const VARIABLE = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\.\d+|\[\d+\]|\["[^"\\]+"\])*)\s*$/;

/**
 * Fills `{{name}}` and `{{name.member[0]}}` in. Objects become JSON. This is the part of nunjucks that says where a value goes; filters,
 * blocks and comments throw an error with value, rule and remedy, and so does a variable that is not there: a prompt with a hole in it
 * would be judged as if it were the user's. What is filled in is not looked at again.
 */
export function fillTemplate(template: string, vars: JsonRecord): string {
  let filled = '';
  let at = 0;
  for (const match of template.matchAll(TAG)) {
    if (match.index < at) continue;
    if (match[0] !== '{{') throw unsupported(template.slice(match.index, match.index + 20));
    const end = template.indexOf('}}', match.index);
    if (end < 0) throw unsupported(template.slice(match.index, match.index + 20));
    filled += template.slice(at, match.index) + valueOf(template.slice(match.index + 2, end), vars);
    at = end + 2;
  }
  return filled + template.slice(at);
}

/** Fills every text in a value in; names of members stay as they are. */
export function fillTemplates(value: unknown, vars: JsonRecord): unknown {
  if (typeof value === 'string') return fillTemplate(value, vars);
  if (Array.isArray(value)) return value.map((each) => fillTemplates(each, vars));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fillTemplates(each, vars)]));
}

function valueOf(inside: string, vars: JsonRecord): string {
  const path = VARIABLE.exec(inside)?.[1];
  if (path === undefined) throw unsupported(`{{${inside}}}`);
  // A path has brackets for an index and a dot before a quoted name.
  const value = compilePath(path.replace(/\.(\d+)/g, '[$1]').replace(/\[("[^"]+")\]/g, '.$1'))(vars);
  if (value === null || value === undefined) {
    const names = Object.keys(vars);
    throw new Error(
      `variable ${path} of a template has no value; ${names.length === 0 ? 'the test has no vars' : `the test has ${names.join(', ')}`}`,
    );
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unsupported(found: string): Error {
  return new Error(
    `a template may have variables like {{name}} or {{name.member}} only, got ${JSON.stringify(found)}; ` +
      'make the text before, and put text that has such signs in it into a variable',
  );
}
