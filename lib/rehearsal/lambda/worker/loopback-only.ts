import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';

type Addresses = Readonly<Record<string, number>>;
type Destination = { readonly host: string; readonly port: number } | { readonly path: string };

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;

/**
 * Lets the worker connect to the loopback only: addresses of the emulated VPC lead to their loopback ports, every other one
 * fails like an unreachable host. What would escape this (datagrams, name resolution, other processes and threads) fails too.
 * Returns the function that replaces the addresses.
 */
export function installLoopbackOnly(first: Addresses): (addresses: Addresses) => void {
  let addresses = first;
  redirectConnections(() => addresses);
  refuseNames();
  refuse('datagrams', dgram, ['createSocket']);
  refuse('other processes', childProcess, [
    'exec',
    'execFile',
    'execFileSync',
    'execSync',
    'fork',
    'spawn',
    'spawnSync',
  ]);
  refuse('other threads', workerThreads, ['Worker']);
  syncBuiltinESMExports();
  return (next) => {
    addresses = next;
  };
}

function redirectConnections(addresses: () => Addresses): void {
  type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
  const connect = Reflect.get(net.Socket.prototype, 'connect') as Connect;
  const guarded: Connect = function (...args) {
    const destination = destinationOf(args);
    if ('path' in destination) return fail(this, destination.path);
    if (LOOPBACK.test(destination.host)) return connect.apply(this, args);
    const name = `${destination.host}:${destination.port}`;
    const port = addresses()[name.toLowerCase()];
    return port === undefined ? fail(this, name) : connect.apply(this, redirected(args, port));
  };
  Reflect.set(net.Socket.prototype, 'connect', guarded);
}

/** `connect` takes options, port and host, a path, or (from `net.connect`) an array of such arguments, already normalised. */
function destinationOf(args: readonly unknown[]): Destination {
  const [first, second] = args;
  if (Array.isArray(first)) return destinationOf(first);
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: string; host?: string; port?: number | string };
    return typeof path === 'string' ? { path } : { host: host ?? 'localhost', port: Number(port) };
  }
  const port = Number(first);
  if (Number.isNaN(port)) return { path: String(first) };
  return { host: typeof second === 'string' ? second : 'localhost', port };
}

function redirected(args: readonly unknown[], port: number): unknown[] {
  const [first, ...rest] = args;
  if (Array.isArray(first)) {
    // Changed in place: Node marks the array by a private symbol as normalised.
    first[0] = { ...first[0], host: '127.0.0.1', port };
    return [first, ...rest];
  }
  const options = typeof first === 'object' ? first : {};
  const listeners = args.filter((one) => typeof one === 'function');
  return [{ ...options, host: '127.0.0.1', port }, ...listeners];
}

function fail(socket: net.Socket, destination: string): net.Socket {
  const error = Object.assign(
    new Error(`connect ENETUNREACH ${destination} (a rehearsal reaches only the emulated VPC)`),
    { code: 'ENETUNREACH', errno: -101, syscall: 'connect' },
  );
  process.nextTick(() => socket.destroy(error));
  return socket;
}

/** Only the loopback's own names resolve; `connect` above never needs others. */
function refuseNames(): void {
  const lookup = Reflect.get(dns, 'lookup') as (...args: unknown[]) => unknown;
  Reflect.set(dns, 'lookup', (hostname: string, ...rest: unknown[]) => {
    if (LOOPBACK.test(hostname)) return lookup(hostname, ...rest);
    const callback = rest.at(-1) as (error: Error) => void;
    process.nextTick(callback, notFound(hostname));
    return {};
  });
  const names = Object.keys(dns).filter((name) => name.startsWith('resolve') || name === 'reverse');
  refuse('name resolution', dns, names);
  refuse('name resolution', dns.promises, [...names, 'lookup', 'lookupService']);
}

function notFound(hostname: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname} (a rehearsal resolves no names)`), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname,
  });
}

/** A function expression, not an arrow: callers may use it with `new`. */
function refuse(what: string, module: object, names: readonly string[]): void {
  for (const name of names) {
    Reflect.set(module, name, function () {
      throw new Error(`${name} is not available in a rehearsal: ${what} could leave the loopback`);
    });
  }
}
