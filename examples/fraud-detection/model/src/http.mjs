// HTTP around the routes: bodies, errors, connections and the end of the process.
import { createServer } from 'node:http';
import { InvalidRequest } from './inputs.mjs';

/** Largest request body in bytes: about 500 rows. */
const MAX_BODY = 1024 * 1024;

/** Longer than the load balancer's idle timeout (60 s), so that the balancer, never the server, closes an idle connection. */
const KEEP_ALIVE_MS = 75_000;

export function serverOf(routes, version) {
  const always = { 'content-type': 'application/json', 'x-model-version': version };
  const server = createServer((request, response) => {
    const path = request.url.split('?', 1)[0];
    const route = routes.get(path);
    if (route === undefined) return refuse(404, `no such path: ${path}`);
    if (request.method !== route.method) {
      return refuse(405, `${path} takes ${route.method}, got ${request.method}`, { allow: route.method });
    }
    if (route.method === 'GET') return respond(() => route.answer(undefined, !server.listening));
    readBody(request, (body) => {
      if (body === undefined) return refuse(413, `a body may have ${MAX_BODY} bytes`, { connection: 'close' });
      respond(() => route.answer(body, !server.listening));
    });

    function respond(answer) {
      try {
        const { status = 200, body } = answer();
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
      response.writeHead(status, { ...always, 'content-length': length, ...closing, ...headers });
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
export function endGracefully(server, drainMs, log) {
  log({ message: 'draining' });
  setTimeout(() => {
    log({ message: `requests still in flight after ${drainMs} ms; ending without them` });
    process.exit(1);
  }, drainMs).unref();
  server.close(() => {
    log({ message: 'drained' });
    process.exit(0);
  });
}
