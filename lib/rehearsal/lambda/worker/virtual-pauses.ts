import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Makes the pauses of a handler (`setTimeout` of `node:timers/promises`) virtual time: `ask` tells the clock's thread. Answers what
 * ends a pause. Timers of other kinds stay real: the SDK's own pauses and timeouts are matters of real connections.
 */
export function installVirtualPauses(ask: (pause: number, ms: number) => void): (pause: number) => void {
  const waiting = new Map<number, () => void>();
  let count = 0;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      count++;
      waiting.set(count, resolve);
      ask(count, ms);
    });
  timers.setTimeout = (async (ms?: number, value?: unknown) => {
    await pause(ms ?? 0);
    return value;
  }) as typeof timers.setTimeout;
  syncBuiltinESMExports();
  return (ended) => {
    waiting.get(ended)?.();
    waiting.delete(ended);
  };
}
