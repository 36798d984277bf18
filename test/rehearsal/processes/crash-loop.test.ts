import { ScaledClock } from '../../../lib/rehearsal/clocks/scaled-clock';
import { Network } from '../../../lib/rehearsal/network';
import { ProcessTaskRuntime } from '../../../lib/rehearsal/processes';
import { startCrashLoop } from '../../../lib/rehearsal/processes/crash-loop';
import { ask, eventually, isAlive, nodeCommand, PROGRAMS, taskSpec } from './models';

/** Twenty virtual milliseconds a real one: a crash every 50 real milliseconds at an interval of a second. */
const clock = new ScaledClock(0, 20);
const network = new Network();
const runtime = new ProcessTaskRuntime({ clock, network, commandFor: () => nodeCommand(PROGRAMS.serve) });

afterAll(async () => {
  await runtime.stopAll();
  clock.stop();
});

/** Starts a real server and gives its process id. */
async function serve(version: string): Promise<number> {
  const spec = taskSpec({ environment: { MODEL_VERSION: version } });
  await runtime.start(spec);
  return (await ask(network, spec)).pid;
}

test('the picked processes die at once, so do those that replace them; the others live, and all do when it is over', async () => {
  const [good, bad] = [await serve('1.2'), await serve('1.3')];
  const stop = startCrashLoop({
    runtime,
    clock,
    which: ({ environment }) => environment.MODEL_VERSION === '1.3',
    intervalMs: 1000,
  });
  await eventually(() => !isAlive(bad));
  const replacement = taskSpec({ environment: { MODEL_VERSION: '1.3' } });
  const { exited } = await runtime.start(replacement); // may die before its port is open
  expect(await exited).toEqual({ code: null }); // by a signal
  expect(network.resolve(replacement.ip, replacement.containerPort)).toBeUndefined();

  stop();
  const last = await serve('1.3');
  await clock.sleep(3000);
  expect([good, last].map(isAlive)).toEqual([true, true]);
});
