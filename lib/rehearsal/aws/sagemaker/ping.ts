import { request } from 'node:http';
import { Network } from '../../network';

/** Port on which a container must listen (developer guide, "How Containers Serve Requests"). */
export const CONTAINER_PORT = 8080;
/** "The request timeout on /ping attempts is 2 seconds" (developer guide); real time, like all that containers take. */
const PING_TIMEOUT_MS = 2_000;

/** One `GET /ping` of a container: whether it answered 200 in time. Never rejects. */
export type Ping = (ip: string) => Promise<boolean>;

/** Pings by real HTTP to the loopback port behind an instance's address. */
export function httpPing(network: Network): Ping {
  return (ip) => {
    const port = network.resolve(ip, CONTAINER_PORT);
    return port === undefined ? Promise.resolve(false) : ping(port);
  };
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path: '/ping', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
      sent.destroy();
    });
    const timer = setTimeout(() => {
      resolve(false);
      sent.destroy();
    }, PING_TIMEOUT_MS);
    sent.on('error', () => resolve(false));
    sent.on('close', () => clearTimeout(timer));
    sent.end();
  });
}
