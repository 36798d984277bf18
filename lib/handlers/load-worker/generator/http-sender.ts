import { IncomingMessage, request as httpRequest } from 'node:http';
import { LoadRequest } from '../../../contract';
import { ConnectionPool } from '../../../gateway/forward/connection-pool';
import { invalidInput } from '../../shared/errors';
import { bodyOf, Ended, LoadSender } from './sender';

/**
 * Milliseconds after which an idle connection is closed: before any usual server does it (gunicorn after 2 s, Node.js after 5 s, a load
 * balancer after 60 s). A request on a connection that just closes would fail, and is not repeated.
 */
const IDLE_MS = 1_500;

/** Where requests go, and headers that address the environment; they are there after those of a request, so that none takes their place. */
export interface LoadTarget {
  /** `http://` or `https://`, host and port. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface PreparedRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
}

/** Opens requests to one endpoint by connections that are kept. Everything that can be computed before the clock runs, is. */
export class HttpSender implements LoadSender {
  private readonly url: URL;
  private readonly pool: ConnectionPool;
  private readonly prepared: readonly PreparedRequest[];

  constructor({ endpoint, headers = {} }: LoadTarget, requests: readonly LoadRequest[]) {
    if (requests.length === 0) throw invalidInput('a load test must have at least one request to send, got none');
    this.url = new URL(endpoint);
    const { protocol, hostname, port } = this.url;
    const secure = protocol === 'https:';
    if (!secure && protocol !== 'http:') {
      throw invalidInput(`the endpoint of a load test must start with http:// or https://, got ${endpoint}`);
    }
    this.prepared = requests.map((request) => prepare(request, this.url.host, headers));
    // Node's own agent costs a third of all the time of a request, which a worker with a schedule does not have.
    const server = { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), secure };
    this.pool = new ConnectionPool(server, IDLE_MS, () => performance.now());
  }

  send(place: number, ended: Ended): () => void {
    const { method, path, headers, body } = this.prepared[place % this.prepared.length];
    const request = httpRequest({ host: this.url.hostname, method, path, headers, agent: this.pool });
    request.on('response', (response) => onResponse(response, ended));
    request.on('error', () => ended('connection'));
    request.end(body);
    return () => request.destroy();
  }

  /** Cuts all connections. */
  close(): void {
    this.pool.destroy();
  }
}

/** An answer that breaks off is none. */
function onResponse(response: IncomingMessage, ended: Ended): void {
  const status = response.statusCode ?? 0;
  response.on('end', () => ended(status >= 200 && status < 300 ? undefined : `status ${status}`));
  response.on('error', () => ended('connection'));
  response.resume();
}

function prepare(request: LoadRequest, host: string, added: Readonly<Record<string, string>>): PreparedRequest {
  const body = bodyOf(request);
  const fixed = { host, ...(body === undefined ? {} : { 'content-length': String(body.length) }), ...added };
  const names = new Set(Object.keys(fixed).map((name) => name.toLowerCase()));
  const own = Object.entries(request.headers ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
  return {
    method: request.method,
    path: request.path,
    headers: [...own, ...Object.entries(fixed)].flat(),
    body,
  };
}
