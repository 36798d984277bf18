import { parentPort, workerData } from 'node:worker_threads';
import { LagProbe } from '../lag/lag-probe';
import { OpenLoop } from './load-generator';
import { FromLoad, LoadPlan, ToLoad } from './load-messages';

/** The load generator's thread: starts at once, reports every second and how late it was, ends after its summary. */
function main(plan: LoadPlan): void {
  const send = (message: FromLoad): void => parentPort?.postMessage(message);
  const lag = new LagProbe('load generator', (reading) => send({ type: 'lag', lag: reading }));
  const loop = new OpenLoop(plan, {
    onSecond: (second) => send({ type: 'second', second }),
    onLate: (ms) => lag.tell(ms),
    onDone: (summary) => {
      lag.stop();
      send({ type: 'summary', summary });
      parentPort?.close();
    },
  });
  parentPort?.on('message', (message: ToLoad) => {
    if (message.type === 'stop') loop.stop();
  });
}

main(workerData as LoadPlan);
