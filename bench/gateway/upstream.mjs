// A model server that costs next to nothing: the same bytes for every request, after a delay, on bare sockets.
// node upstream.mjs <port> <delay in ms, or "never">; for /stream, the head at once and one token after 20 ms.
import { createServer } from 'node:net';

const [port, delay] = process.argv.slice(2);
const body = 'x'.repeat(200);
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n${body}`;
const STREAM_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
const STREAM_REST = '9\r\ndata: x\n\n\r\n0\r\n\r\n';

createServer({ noDelay: true }, (socket) => {
  let waiting = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    waiting += chunk.toString('latin1');
    for (let next = takeRequest(waiting); next !== undefined; next = takeRequest(waiting)) {
      waiting = waiting.slice(next.length);
      answer(socket, next.path);
    }
  });
}).listen(Number(port), '127.0.0.1');

/** Length and path of the first request, once all of it is here. */
function takeRequest(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd).toLowerCase();
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' http/'));
  const length = bodyEnd(text, headEnd + 4, head);
  return length === undefined ? undefined : { length, path };
}

function bodyEnd(text, start, head) {
  if (head.includes('transfer-encoding: chunked')) {
    const end = text.indexOf('0\r\n\r\n', start);
    return end === -1 ? undefined : end + 5;
  }
  const end = start + Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  return text.length < end ? undefined : end;
}

function answer(socket, path) {
  if (delay === 'never') return;
  if (path.startsWith('/stream')) {
    socket.write(STREAM_HEAD);
    setTimeout(() => socket.write(STREAM_REST), 20);
  } else if (delay === '0') socket.write(ANSWER);
  else setTimeout(() => socket.write(ANSWER), Number(delay));
}
