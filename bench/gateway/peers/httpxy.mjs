import { Agent, createServer } from 'node:http';
import { createProxyServer } from 'httpxy';

const [port, upstream] = process.argv.slice(2);
const proxy = createProxyServer({ target: `http://127.0.0.1:${upstream}`, agent: new Agent({ keepAlive: true }) });
const fail = (response) => {
  if (!response.headersSent) response.writeHead(502);
  response.end();
};
proxy.on('error', (_error, _request, response) => fail(response));
createServer((request, response) => {
  proxy.web(request, response).catch(() => fail(response));
}).listen(Number(port), '127.0.0.1');
