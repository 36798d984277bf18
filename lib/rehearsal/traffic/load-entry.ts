import { parentPort, workerData } from 'node:worker_threads';
import { OpenLoop } from './load-generator';
import { FromLoad, LoadPlan, ToLoad } from './load-messages';

/** The load generator's thread: starts at once, reports every second, ends after its summary. */
function main(plan: LoadPlan): void {
  const send = (message: FromLoad): void => parentPort?.postMessage(message);
  const loop = new OpenLoop(
    plan,
    (second) => send({ type: 'second', second }),
    (summary) => {
      send({ type: 'summary', summary });
      parentPort?.close();
    },
  );
  parentPort?.on('message', (message: ToLoad) => {
    if (message.type === 'stop') loop.stop();
  });
}

main(workerData as LoadPlan);
