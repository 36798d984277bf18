import { Clock } from '../clock';

/** Resolves after `ms` virtual milliseconds, and never once the clock has stopped: whoever waits is gone with the rehearsal. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.at(clock.now() + ms, resolve));
}

/** Keeps a virtual clock from jumping while real work is done. */
export async function held<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const release = clock.hold();
  try {
    return await work();
  } finally {
    release();
  }
}
