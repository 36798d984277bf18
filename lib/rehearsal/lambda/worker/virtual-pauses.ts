import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Makes the pauses of a handler virtual time: `setTimeout` of `node:timers/promises`, and a global one that does nothing but
 * resolve a promise, as the SDK pauses before it tries again. `ask` tells the clock's thread; what is answered ends a pause.
 * Other timers stay real: they are time limits of real connections.
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
  installPromised(pause);
  installGlobal(pause);
  return (ended) => {
    waiting.get(ended)?.();
    waiting.delete(ended);
  };
}

function installPromised(pause: (ms: number) => Promise<void>): void {
  timers.setTimeout = (async (ms?: number, value?: unknown) => {
    await pause(ms ?? 0);
    return value;
  }) as typeof timers.setTimeout;
  syncBuiltinESMExports();
}

function installGlobal(pause: (ms: number) => Promise<void>): void {
  const real = globalThis.setTimeout;
  const virtual = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    if (args.length > 0 || !resolvesPromise(callback)) return real(callback, ms, ...args);
    void pause(ms ?? 0).then(() => callback());
    return real(() => undefined, 0).unref(); // nobody asks for the timer of a pause
  };
  globalThis.setTimeout = Object.assign(virtual, real); // with what `promisify` makes of it
}

/** A promise's own resolver is code of the engine without a name; `bind` gives one. */
function resolvesPromise(callback: unknown): boolean {
  return (
    typeof callback === 'function' &&
    callback.name === '' &&
    /\[native code\]/.test(Function.prototype.toString.call(callback))
  );
}
