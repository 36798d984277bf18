import { SmokeRequest } from '../contract/index';

/** Values that earlier requests of a sequence found in their answers, by name. */
export type Captured = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;
const BRACES = /\{\{\s*([^{}]*?)\s*\}\}/g;

type Fillable = Pick<SmokeRequest, 'path' | 'headers' | 'body'>;

/** Names in `{{…}}` of a request. */
export function placeholdersOf({ path, headers = {}, body = '' }: Fillable): readonly string[] {
  const texts = [path, ...Object.values(headers), body];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name)))];
}

/** What stands in `{{…}}` of a request, also what is no name and so never filled in. */
export function bracesOf({ path, headers = {}, body = '' }: Fillable): readonly string[] {
  const texts = [path, ...Object.values(headers), body];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(BRACES)].map(([, within]) => within)))];
}

/** Names that a request needs, and that the requests before it should have captured. Other text in braces is the model's. */
export function neededBy(request: Fillable, names: readonly string[]): readonly string[] {
  return placeholdersOf(request).filter((name) => names.includes(name));
}

/**
 * The request with what was captured. A value is encoded in the path, as it is in a header, and JSON in a JSON body: `"{{id}}"` alone
 * becomes the value with its type, within a longer text its text.
 */
export function filled<Request extends Fillable>(request: Request, captured: Captured): Request {
  const { path, headers, body } = request;
  return {
    ...request,
    // An empty value must not leave two slashes in front, which would be another host.
    path: replaced(path, captured, (value) => encodeURIComponent(textOf(value))).replace(/^\/+/, '/'),
    ...(headers === undefined ? {} : { headers: mapped(headers, (text) => replaced(text, captured, textOf)) }),
    ...(body === undefined ? {} : { body: filledBody(body, captured) }),
  };
}

function filledBody(body: string, captured: Captured): string {
  if (neededBy({ path: '', body }, Object.keys(captured)).length === 0) return body;
  try {
    return JSON.stringify(filledJson(JSON.parse(body), captured));
  } catch (error) {
    if (error instanceof SyntaxError) return replaced(body, captured, textOf);
    throw error;
  }
}

function filledJson(value: unknown, captured: Captured): unknown {
  if (typeof value === 'string') return filledText(value, captured);
  if (Array.isArray(value)) return value.map((member) => filledJson(member, captured));
  if (typeof value !== 'object' || value === null) return value;
  return mapped(value as Record<string, unknown>, (member) => filledJson(member, captured));
}

function filledText(text: string, captured: Captured): unknown {
  const [whole, name] = [...text.matchAll(PLACEHOLDER)][0] ?? [];
  if (whole === text && Object.hasOwn(captured, name)) return captured[name];
  return replaced(text, captured, textOf);
}

function replaced(text: string, captured: Captured, write: (value: unknown) => string): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(captured, name) ? write(captured[name]) : whole,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function mapped<From, To>(members: Readonly<Record<string, From>>, map: (member: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, map(member)]));
}
