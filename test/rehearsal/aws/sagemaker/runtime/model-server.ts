import { join } from 'node:path';
import { Clock } from '../../../../../lib/rehearsal/clock';
import { Network } from '../../../../../lib/rehearsal/network';
import { ProcessTaskRuntime } from '../../../../../lib/rehearsal/processes';

/**
 * A model server that does what its body says, as JSON: `status`, `delayMs`, `attributes`, `bytes` of answer, `parts` sent one
 * after the other every `pauseMs`, `die` after the first. Otherwise it tells what it got.
 */
const PROGRAM = `
  const { createServer } = require('node:http');
  const { buffer } = require('node:stream/consumers');
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  createServer(async (request, response) => {
    if (request.url === '/ping') return response.end();
    const body = await buffer(request);
    const order = body[0] === 123 ? JSON.parse(body) : {};
    await pause(order.delayMs ?? 0);
    const headers = { 'content-type': 'application/json' };
    if (order.attributes) headers['x-amzn-sagemaker-custom-attributes'] = order.attributes;
    response.writeHead(order.status ?? 200, headers);
    if (order.bytes) return response.end('x'.repeat(order.bytes));
    if (!order.parts) {
      const { url, method, headers } = request;
      return response.end(JSON.stringify({ url, method, headers, bytes: body.length, pid: process.pid, version: process.env.MODEL_VERSION }));
    }
    for (const part of order.parts) {
      response.write(part);
      await pause(order.pauseMs ?? 20);
      if (order.die) return process.exit(1);
    }
    response.end();
  }).listen(process.env.PORT, process.env.HOST);`;

export function modelProcesses(clock: Clock, network: Network): ProcessTaskRuntime {
  const command = { command: [process.execPath, '-e', PROGRAM], cwd: join(__dirname), env: {} };
  return new ProcessTaskRuntime({ clock, network, commandFor: () => command });
}
