// A model server that closes connections after a second without a request and does not announce it: node impatient.mjs <port>
import { createServer } from 'node:net';

createServer((socket) => {
  let idle;
  let received = '';
  socket.on('error', () => undefined);
  socket.on('close', () => clearTimeout(idle));
  socket.on('data', (chunk) => {
    clearTimeout(idle);
    received += chunk.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1 || received.length < headEnd + 4 + 512) return;
    received = '';
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    idle = setTimeout(() => socket.destroy(), 1000);
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
