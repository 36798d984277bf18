import { parentPort, workerData } from 'node:worker_threads';
import { FromWorker, InvokeMessage, ToWorker, WorkerInit } from './messages';
import { errorPayload, Handler, loadHandler, runHandler } from './worker/handler';
import { installLoopbackOnly } from './worker/loopback-only';
import { watchMemory } from './worker/peak-memory';
import { installVirtualDate } from './worker/virtual-date';
import { installVirtualPauses } from './worker/virtual-pauses';

/** A function's worker thread: loads the real bundle once, then handles one invocation after the other. */
async function main(init: WorkerInit): Promise<void> {
  const memory = watchMemory(); // by real time, so before pauses are virtual
  const syncTime = installVirtualDate(init.time);
  const setAddresses = installLoopbackOnly(init.addresses);
  captureOutput();
  const endPause = installVirtualPauses((pause, ms) => send({ type: 'pause', pause, ms }));
  const handler = await loadHandler(init.codeDirectory, init.handler);
  parentPort?.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'addresses':
        return setAddresses(message.addresses);
      case 'resumed':
        syncTime(message.time);
        return endPause(message.pause);
      case 'invoke':
        syncTime(message.time);
        return void invoke(handler, message, memory);
      default:
        throw new Error(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  });
  send({ type: 'ready' });
}

async function invoke(handler: Handler, message: InvokeMessage, memory: () => number): Promise<void> {
  const { requestId } = message;
  try {
    send({ type: 'result', requestId, payload: await runHandler(handler, message), memoryMb: memory() });
  } catch (error) {
    send({ type: 'failed', requestId, error: errorPayload(error), memoryMb: memory() });
  }
}

/** Output goes through the same port as results, so that it never arrives after the result of its invocation. */
function captureOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: Uint8Array | string) => {
      send({ type: 'output', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8') });
      return true;
    };
  }
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

main(workerData as WorkerInit).catch((error: unknown) => {
  send({ type: 'init-failed', error: errorPayload(error) });
});
