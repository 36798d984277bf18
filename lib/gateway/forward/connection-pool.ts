import { Agent, ClientRequest } from 'node:http';
import { Socket } from 'node:net';
import { connectTo, Server } from './connect';

/** More idle connections than this are not kept. */
const MAX_IDLE = 256;

/** A connection between two requests. */
interface Idle {
  readonly socket: Socket;
  /** Steady milliseconds. */
  readonly since: number;
  /** Bytes that it had received: any more that come are not the answer to a request of ours. */
  readonly received: number;
}

/** How many bytes a connection had received when it was taken for the request that it serves now. */
const receivedBefore = new WeakMap<Socket, number>();

/**
 * Keeps connections to one server for the next request, and lets go of them before the server does: one that closes first may
 * do so just when a request is on its way. The connection used last is taken first, so that the others can grow old.
 *
 * Takes the place of Node's own agent, which costs a third of all the time of a request and closes idle connections by
 * timers of their own: a busy thread would use one that is too old. What it relies on is what an agent is asked for, and
 * what most agents on npm do: `addRequest` hands a socket to the request, which emits `free` on it when it is done.
 */
export class ConnectionPool extends Agent {
  /** Oldest first. */
  private readonly idle: Idle[] = [];
  private readonly open = new Set<Socket>();
  private readonly sweeper: NodeJS.Timeout;

  /**
   * @param idleMs connections that were not used for this long are closed
   * @param now steady milliseconds
   */
  constructor(
    private readonly server: Server,
    private idleMs: number,
    private readonly now: () => number,
  ) {
    super({ keepAlive: true }); // without it, requests ask the server to close
    this.sweeper = setInterval(() => this.sweep(), Math.max(10, idleMs / 4));
    this.sweeper.unref();
  }

  /** Connections that wait for a request. */
  get idleCount(): number {
    return this.idle.length;
  }

  /** Called by `http.request`. */
  addRequest(request: ClientRequest): void {
    const socket = this.take();
    if (socket === undefined) return request.onSocket(this.connect());
    receivedBefore.set(socket, socket.bytesRead);
    request.reusedSocket = true;
    request.onSocket(socket);
  }

  /** Connections are to be closed earlier than the server announces in its `keep-alive` header. */
  heed(keepAlive: string): void {
    const seconds = /timeout=(\d+)/.exec(keepAlive)?.[1];
    if (seconds !== undefined) this.idleMs = Math.min(this.idleMs, Number(seconds) * 600); // 60 %: it counts from earlier
  }

  override destroy(): void {
    clearInterval(this.sweeper);
    for (const socket of this.open) socket.destroy();
  }

  private connect(): Socket {
    const socket = connectTo(this.server);
    this.open.add(socket);
    socket.on('free', () => this.keep(socket));
    socket.on('error', () => undefined); // a request hears of it by itself; without one, it is nobody's problem
    socket.on('close', () => this.forget(socket));
    return socket;
  }

  private keep(socket: Socket): void {
    if (!usable(socket)) return;
    if (this.idle.length >= MAX_IDLE) this.idle.shift()?.socket.destroy();
    this.idle.push({ socket, since: this.now(), received: socket.bytesRead });
  }

  private take(): Socket | undefined {
    for (let idle = this.idle.pop(); idle !== undefined; idle = this.idle.pop()) {
      const { socket, since, received } = idle;
      const fresh = this.now() - since < this.idleMs && socket.bytesRead === received;
      if (fresh && usable(socket)) return socket;
      socket.destroy();
    }
    return undefined;
  }

  private sweep(): void {
    const oldest = this.now() - this.idleMs;
    while (this.idle.length > 0 && this.idle[0].since <= oldest) this.idle.shift()?.socket.destroy();
  }

  private forget(socket: Socket): void {
    this.open.delete(socket);
    const at = this.idle.findIndex((idle) => idle.socket === socket);
    if (at !== -1) this.idle.splice(at, 1);
  }
}

/** Whether any byte came in on the request's connection since it was sent. */
export function answerBegun({ socket }: ClientRequest): boolean {
  return socket !== null && socket.bytesRead !== (receivedBefore.get(socket) ?? 0);
}

function usable(socket: Socket): boolean {
  return socket.writable && socket.readable && !socket.destroyed;
}
