/** Which requests may be mirrored at all. */
export interface MirrorRoutes {
  allows(method: string, target: string): boolean;
}

interface Route {
  readonly method: string;
  readonly path: string;
  /** Whether `path` is only the beginning. */
  readonly open: boolean;
}

/** Spellings by which a server may understand another path than the one that is compared here. */
const AMBIGUOUS = /\.\.|\/\/|\\|%2e|%2f|%5c|;/i;

/**
 * Reads an allow-list: `POST /invocations, POST /v1/models/*`. A star at the end stands for any rest; paths are compared
 * byte for byte, without the query. Throws an error with value, rule and remedy.
 */
export function parseMirrorRoutes(text: string): MirrorRoutes {
  const routes = text.split(',').map((entry) => parseRoute(entry.trim()));
  return {
    allows: (method, target) => {
      const path = pathOf(target);
      return routes.some((route) => matches(route, method, path));
    },
  };
}

function parseRoute(entry: string): Route {
  const match = /^([A-Z]+) (\/[^\s*?#]*)(\*?)$/.exec(entry);
  if (match !== null) return { method: match[1], path: match[2], open: match[3] === '*' };
  throw new Error(
    `a mirror route must be a method and a path, got ${JSON.stringify(entry)}; write it like POST /invocations, with a * at the end for any rest`,
  );
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

function matches(route: Route, method: string, path: string): boolean {
  if (route.method !== method) return false;
  return route.open ? path.startsWith(route.path) && !AMBIGUOUS.test(path) : path === route.path;
}
