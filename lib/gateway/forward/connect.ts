import { connect, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Address } from '../config/variables';

/** A server, and whether it is spoken to by TLS. */
export interface Server extends Address {
  /** @default false */
  readonly secure?: boolean;
}

/** A new connection, which may not be established yet; what is written on it waits. */
export function connectTo({ hostname, port, secure = false }: Server): Socket {
  if (!secure) return connect({ host: hostname, port, noDelay: true });
  const servername = isIP(hostname) === 0 ? hostname : '';
  const socket = connectTls({ host: hostname, port, servername, ALPNProtocols: ['http/1.1'] });
  return socket.setNoDelay(true);
}

/** Whether there was no connection at all: no name, nobody who listens, or a certificate that nobody vouches for. */
export function neverConnected({ syscall, code }: NodeJS.ErrnoException): boolean {
  if (syscall === undefined) return code !== undefined && code !== 'ECONNRESET'; // "socket hang up" has this code
  return syscall === 'connect' || syscall === 'getaddrinfo';
}
