import { setMaxListeners } from 'node:events';
import { Json } from '../json';

/** Why the states of a branch end when a sibling failed. */
class BranchCancelled extends Error {}

/** A controller that any number of branches may listen to: Node.js warns of a leak from the eleventh on. */
export function unboundedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Runs work with an abort controller of its own that also follows the parent until the work has ended. */
export async function withChildController<T>(
  parent: AbortSignal,
  work: (controller: AbortController) => Promise<T>,
): Promise<T> {
  const controller = unboundedController();
  const follow = (): void => controller.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow);
  try {
    return await work(controller);
  } finally {
    parent.removeEventListener('abort', follow);
  }
}

/** The work's outcome, or the signal's reason as soon as it is aborted; what the work does later is ignored. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Runs `count` branches, at most `limit` at a time and in the order of their index. The first failure cancels the others; it is
 * thrown when all have ended, so that no cancelled branch acts later.
 */
export async function runBranches(
  count: number,
  limit: number,
  parent: AbortSignal,
  run: (index: number, signal: AbortSignal) => Promise<Json>,
): Promise<Json[]> {
  const outputs: Json[] = Array.from({ length: count }, () => null);
  const failures: unknown[] = [];
  let next = 0;
  await withChildController(parent, async (controller) => {
    const work = async (): Promise<void> => {
      while (next < count && failures.length === 0) {
        const index = next++;
        try {
          outputs[index] = await run(index, controller.signal);
        } catch (error) {
          failures.push(error);
          controller.abort(new BranchCancelled('a sibling branch failed'));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  });
  if (failures.length > 0) throw failures[0];
  return outputs;
}
