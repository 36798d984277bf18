import { ConnectionPool } from '../../gateway/forward/connection-pool';

/**
 * Keep-alive connections to servers on loopback ports. The gateway's own pools, because Node's agent costs a third of all the time
 * of a request, and every request of a rehearsal passes several of them.
 */
export class LoopbackPools {
  private readonly pools = new Map<number, ConnectionPool>();

  /** @param idleMs real milliseconds after which an idle connection is closed */
  constructor(private readonly idleMs: number) {}

  /** An agent for requests to one port. */
  to(port: number): ConnectionPool {
    const known = this.pools.get(port);
    if (known !== undefined) return known;
    const pool = new ConnectionPool({ hostname: '127.0.0.1', port }, this.idleMs, () => performance.now());
    this.pools.set(port, pool);
    return pool;
  }

  /** Cuts all connections. */
  destroy(): void {
    for (const pool of this.pools.values()) pool.destroy();
  }
}
