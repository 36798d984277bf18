import { ClientRequest, request as httpRequest } from 'node:http';
import { connectTo, Server } from './connect';
import { ConnectionPool } from './connection-pool';

/** Same as ours for callers: as much as ALB lets through. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** The head of a request to the model; its headers as names and values in turn. */
export interface RequestHead {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: readonly string[];
}

/** Connections to a model server, the live one or the one that gets copies. */
export class ModelPool {
  private readonly pool: ConnectionPool;
  private readonly connect = () => connectTo(this.model);
  private announced: string | undefined;

  /** @param now steady milliseconds */
  constructor(
    private readonly model: Server,
    idleMs: number,
    now: () => number,
  ) {
    this.pool = new ConnectionPool(model, idleMs, now);
  }

  /**
   * Opens a request; the body is the caller's to send. Throws when the head can't be written in HTTP/1.1.
   *
   * @param connection `own` for one that no request was on before, and none will be after
   */
  open(head: RequestHead, connection: 'shared' | 'own'): ClientRequest {
    return httpRequest({
      host: this.model.hostname,
      port: this.model.port,
      method: head.method,
      path: head.path,
      headers: head.headers, // an array is written as it is: order, case and duplicates stay
      agent: connection === 'shared' ? this.pool : undefined,
      createConnection: connection === 'shared' ? undefined : this.connect,
      insecureHTTPParser: false, // whatever NODE_OPTIONS says
      maxHeaderSize: MAX_HEADER_BYTES,
    });
  }

  /** Host and port of the model server, as a URL has them. */
  get authority(): string {
    const { hostname, port } = this.model;
    return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  }

  /** What the model server says of its connections, if anything. */
  heed(keepAlive: string | undefined): void {
    if (keepAlive === undefined || keepAlive === this.announced) return;
    this.announced = keepAlive;
    this.pool.heed(keepAlive);
  }

  close(): void {
    this.pool.destroy();
  }
}
