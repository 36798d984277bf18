import { Server } from 'node:http';
import { Logger } from './log/logger';

const LOOK_MS = 50;

/** Long enough for the rest of a request whose first bytes are here. */
const QUIET_MS = 1_000;

export interface DrainOptions {
  readonly server: Server;
  /** Requests are still taken for this many milliseconds. */
  readonly drainMs: number;
  /** After this many milliseconds, counted from the start, what is still under way is cut off. */
  readonly stopMs: number;
  /** Requests under way. */
  readonly inFlight: () => number;
  readonly log: Logger;
}

/**
 * Stops a server without losing a request. Load balancers keep sending for a while, on connections that are open too: so
 * requests are taken as before, but each answer ends its connection, and health checks fail. Then the door closes, and what
 * is under way may end.
 */
export class Drain {
  private begun: Promise<void> | undefined;

  constructor(private readonly options: DrainOptions) {}

  /** Whether answers are to end their connections. */
  get active(): boolean {
    return this.begun !== undefined;
  }

  /** Resolves when the last connection is closed. A second call joins the first. */
  begin(): Promise<void> {
    this.begun ??= this.run();
    return this.begun;
  }

  private async run(): Promise<void> {
    const { server, drainMs, stopMs, inFlight, log } = this.options;
    log.info('draining', { inFlight: inFlight() });
    await sleep(drainMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve())); // closes idle connections too
    await this.quiet(closed, stopMs - drainMs);
    if (inFlight() > 0) log.error('requests cut off at the end of the drain', { inFlight: inFlight() });
    server.closeAllConnections(); // those on which no request ever came are not idle to Node
    await closed;
    log.info('drained');
  }

  /** Resolves when the server is closed, or nothing has been under way for a while, at the latest after `limitMs`. */
  private async quiet(closed: Promise<void>, limitMs: number): Promise<void> {
    let over = false;
    void closed.then(() => (over = true));
    let quietMs = 0;
    for (let waitedMs = 0; !over && waitedMs < limitMs && quietMs < QUIET_MS; waitedMs += LOOK_MS) {
      await sleep(LOOK_MS);
      quietMs = this.options.inFlight() === 0 ? quietMs + LOOK_MS : 0;
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
