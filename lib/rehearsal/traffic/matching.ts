import { RouteConditions, RouteRule } from '../aws/routing';

/** What rule conditions look at. */
export interface RequestHead {
  readonly method: string;
  /** The Host header as sent, with or without a port. */
  readonly host: string;
  /** Path and query as sent. */
  readonly url: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
}

type Matcher = (head: RequestHead) => boolean;

const compiled = new WeakMap<RouteRule, Matcher>();

/** The first rule that matches; rules are sorted by priority, and the default rule matches everything. */
export function matchingRule(rules: readonly RouteRule[], head: RequestHead): RouteRule | undefined {
  return rules.find((rule) => matcherOf(rule)(head));
}

function matcherOf(rule: RouteRule): Matcher {
  let matcher = compiled.get(rule);
  if (matcher === undefined) {
    matcher = compile(rule.conditions);
    compiled.set(rule, matcher);
  }
  return matcher;
}

/** All given conditions must match, each with one of its values. */
function compile({ hosts, paths, methods, headers }: RouteConditions): Matcher {
  const matchers: Matcher[] = [];
  if (hosts !== undefined) matchers.push(hostMatcher(hosts));
  if (paths !== undefined) matchers.push(pathMatcher(paths));
  if (methods !== undefined) matchers.push((head) => methods.includes(head.method));
  for (const { name, values } of headers ?? []) matchers.push(headerMatcher(name, values));
  return (head) => matchers.every((matches) => matches(head));
}

/** The port of the Host header does not take part. */
function hostMatcher(hosts: readonly string[]): Matcher {
  const patterns = hosts.map((host) => wildcard(host, 'i'));
  return ({ host }) => {
    const name = host.replace(/:\d*$/, '');
    return patterns.some((pattern) => pattern.test(name));
  };
}

/** Paths are compared with case and without the query (guide, "Path conditions"). */
function pathMatcher(paths: readonly string[]): Matcher {
  const patterns = paths.map((path) => wildcard(path, ''));
  return ({ url }) => {
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    return patterns.some((pattern) => pattern.test(path));
  };
}

/** A header that was sent several times is searched in order (API reference, HttpHeaderConditionConfig). */
function headerMatcher(name: string, values: readonly string[]): Matcher {
  const wanted = name.toLowerCase();
  const patterns = values.map((value) => wildcard(value, 'i'));
  return ({ rawHeaders }) => {
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const value = rawHeaders[index + 1];
      if (rawHeaders[index].toLowerCase() === wanted && patterns.some((pattern) => pattern.test(value))) return true;
    }
    return false;
  };
}

/** `*` stands for any characters, none included; `?` for exactly one. */
function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}
