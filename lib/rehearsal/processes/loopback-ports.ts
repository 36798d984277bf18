import { createServer } from 'node:net';

/**
 * Below the ports that Linux (32768 up) and macOS (49152 up) give to outgoing connections: the load generator opens many, and
 * one of them could take a chosen port while a model server is still loading.
 */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Hands out loopback ports; none twice until it is given back. */
export class LoopbackPorts {
  private readonly taken = new Set<number>();
  /** Rehearsals that run side by side begin at different places. */
  private next = Math.floor(Math.random() * PORTS);

  /** A port of 127.0.0.1 that nothing listens on. Throws when all are in use. */
  async take(): Promise<number> {
    for (let tried = 0; tried < PORTS; tried++) {
      const port = FIRST_PORT + (this.next++ % PORTS);
      if (this.taken.has(port)) continue;
      this.taken.add(port);
      if (await isFree(port)) return port;
      this.taken.delete(port);
    }
    throw new Error(
      `a loopback port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} must be free, found none; end servers that use them`,
    );
  }

  giveBack(port: number): void {
    this.taken.delete(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
