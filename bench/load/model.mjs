// A model server that costs next to nothing and stalls once: node model.mjs <port> <ms from the first request to the stall> <ms it lasts>.
// What arrives in that time is answered at its end.
import { createServer } from 'node:net';

const [port, stallAfter, stallMs] = process.argv.slice(2).map(Number);
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
let stallAt;

createServer({ noDelay: true }, (socket) => {
  let waiting = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const heads = (waiting + chunk.toString('latin1')).split('\r\n\r\n'); // GET: a request ends with its head
    waiting = heads.pop() ?? '';
    if (heads.length === 0) return;
    const now = performance.now();
    stallAt ??= now + stallAfter;
    const stalled = now > stallAt && now < stallAt + stallMs;
    if (stalled) setTimeout(() => socket.write(ANSWER.repeat(heads.length)), stallAt + stallMs - now);
    else socket.write(ANSWER.repeat(heads.length));
  });
}).listen(port, '127.0.0.1', 4096);
