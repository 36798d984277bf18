// HTTP around the routes: bodies, errors, connections and the end of the process.
import { createServer } from 'node:http';
import { InvalidRequest } from './request.mjs';

/** Largest request body in bytes: 50 ids need less than 1 KiB. */
const MAX_BODY = 64 * 1024;

/** Longer than a proxy's usual idle time (60 s), so that the proxy, never the server, closes an idle connection. */
const KEEP_ALIVE_MS = 75_000;

export function serverOf(routes) {
  const server = createServer((request, response) => {
    const path = request.url.split('?', 1)[0];
    const route = routes.get(path);
    if (route === undefined) return refuse(404, `no such path: ${path}`);
    if (request.method !== route.method) {
      return refuse(405, `${path} takes ${route.method}, got ${request.method}`, { allow: route.method });
    }
    if (route.method === 'GET') return respond(undefined);
    readBody(request, (body) => {
      if (body === undefined) return refuse(413, `a body may have ${MAX_BODY} bytes`, { connection: 'close' });
      respond(body);
    });

    function respond(text) {
      try {
        const { status = 200, body } = route.answer({
          body: text,
          headers: request.headers,
          draining: !server.listening,
        });
        send(status, body);
      } catch (error) {
        if (!(error instanceof InvalidRequest)) console.error(JSON.stringify({ message: error.stack }));
        refuse(error instanceof InvalidRequest ? 400 : 500, error.message);
      }
    }

    function refuse(status, error, headers = {}) {
      request.resume(); // whatever is left of the body must not be taken for the connection's next request
      send(status, { error }, headers);
    }

    function send(status, body, headers = {}) {
      const text = JSON.stringify(body);
      const closing = server.listening ? {} : { connection: 'close' };
      const length = Buffer.byteLength(text);
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': length,
        ...closing,
        ...headers,
      });
      response.end(text);
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Hands over the whole body as text, or undefined as soon as it is too long. A client that goes away is forgotten. */
function readBody(request, done) {
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= MAX_BODY) {
      chunks.push(chunk);
    } else {
      request.removeAllListeners('data').removeAllListeners('end');
      done(undefined);
    }
  });
  request.on('end', () => done((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString()));
}

/** Takes no new connections, lets requests in flight end (each answer closes its connection), then exits with code 0. */
export function endGracefully(server, drainMs, log, onDrained) {
  log({ message: 'draining' });
  setTimeout(() => {
    onDrained();
    log({ message: `requests still in flight after ${drainMs} ms; ending without them` });
    process.exit(1);
  }, drainMs).unref();
  server.close(() => {
    onDrained();
    log({ message: 'drained' });
    process.exit(0);
  });
}
