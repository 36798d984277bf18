// HTTP around the routes: bodies, errors, streams, connections and the end of the process.
import { createServer } from 'node:http';
import { InvalidRequest } from './request.mjs';

/** Largest request body in bytes. */
const MAX_BODY = 1024 * 1024;

/** Longer than the load balancer's idle timeout (60 s), so that the balancer, never the server, closes an idle connection. */
const KEEP_ALIVE_MS = 75_000;

export function serverOf(routes, version) {
  const server = createServer(async (request, response) => {
    const connection = server.listening ? {} : { connection: 'close' };
    const headers = { 'x-model-version': version, ...connection };
    const path = request.url.split('?', 1)[0];
    const route = routes.get(path);
    if (route === undefined) return refuse(404, `no such path: ${path}`);
    if (request.method !== route.method) {
      return refuse(405, `${path} takes ${route.method}, got ${request.method}`, { allow: route.method });
    }
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return refuse(413, `a body may have ${MAX_BODY} bytes`, { connection: 'close' });
    try {
      const { status = 200, body: answer, events } = route.answer(body, !server.listening);
      if (events === undefined) send(status, answer);
      else stream(events);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) console.error(JSON.stringify({ message: error.stack }));
      refuse(error instanceof InvalidRequest ? 400 : 500, error.message);
    }

    function refuse(status, message, more = {}) {
      request.resume(); // whatever is left of the body must not be taken for the connection's next request
      const type = status < 500 ? 'invalid_request_error' : 'server_error';
      send(status, { error: { message, type, code: null } }, more);
    }

    function send(status, answer, more = {}) {
      const text = JSON.stringify(answer);
      const about = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      response.writeHead(status, { ...about, ...headers, ...more });
      response.end(text);
    }

    function stream(events) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
      for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
      response.end('data: [DONE]\n\n');
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** The whole body as text. Undefined when it is too long. */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
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
