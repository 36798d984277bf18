// The least that a proxy on undici can be: `Pool.dispatch`, headers filtered, no metrics, no timeouts of its own, no retry.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [port, upstream] = process.argv.slice(2);
const pool = new Pool(`http://127.0.0.1:${upstream}`, { connections: 256 });
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'te', 'upgrade']);

createServer((request, response) => {
  const headers = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index];
    if (!HOP.has(name.toLowerCase())) headers.push(name, request.rawHeaders[index + 1]);
  }
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  let resume;
  response.on('drain', () => resume?.());
  pool.dispatch(
    { path: request.url, method: request.method, headers, body: hasBody ? request : null },
    {
      onConnect(abort) {
        response.on('close', () => {
          if (!response.writableFinished) abort();
        });
      },
      onHeaders(status, raw, resumeBody) {
        resume = resumeBody;
        response.writeHead(
          status,
          raw.map((each) => each.toString('latin1')),
        );
        return true;
      },
      onData: (chunk) => response.write(chunk),
      onComplete: () => response.end(),
      onError() {
        if (!response.headersSent) response.writeHead(502);
        response.end();
      },
    },
  );
}).listen(Number(port), '127.0.0.1');
