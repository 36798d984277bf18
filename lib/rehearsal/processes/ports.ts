import { connect, createServer } from 'node:net';

/**
 * Ports for servers: below the range from which systems take ports of outgoing connections (Linux 32768, macOS and Windows
 * 49152 and up), so that none is taken between being chosen and being listened on.
 */
const FIRST = 20_000;
const COUNT = 10_000;

/** Where this process starts to look, so that rehearsals beside each other rarely meet. */
let next = (process.pid * 97) % COUNT;

/** A loopback port on which nothing listens. Throws when all 10,000 are taken. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < COUNT; attempt++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await canListen(port)) return port;
  }
  throw new Error(`a loopback port from ${FIRST} to ${FIRST + COUNT - 1} must be free, found none`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on the port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
