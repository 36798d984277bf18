import { withChildController } from '../../execution/cancellation';
import { ChildEnd, MapRun, ServiceCallError } from '../../execution/map-runs';
import { Visit } from '../../execution/scope';
import { StateFailure } from '../../failure';
import { uuid } from '../../random';
import { Batch } from './batches';
import { Slots } from './slots';
import { FailureCount } from './tolerance';

/** Takes every child's end; `index` counts the children from 0 in the order of their start. */
export type TakeEnd = (index: number, child: ChildEnd) => void;

/**
 * Runs a child execution for each batch, at most `limit` at a time; a batch is made when there is a place for it. Ends when all
 * have ended.
 * @throws StateFailure when more failed than may, or the children may not be started, or a batch can't be made; the running
 * ones are stopped first
 */
export function runChildren(
  work: Iterable<Batch>,
  limit: number,
  run: MapRun,
  failures: FailureCount,
  visit: Visit,
  take: TakeEnd,
): Promise<void> {
  return withChildController(visit.signal, async (controller) => {
    const slots = new Slots(limit);
    const running = new Set<Promise<void>>();
    const problems: unknown[] = [];
    const giveUp = (problem: unknown): void => {
      problems.push(problem);
      controller.abort(problem);
    };
    const { signal } = controller;
    const start = async (index: number, { input, items }: Batch): Promise<void> => {
      try {
        const child = await run.execute(uuid(visit.runtime.random), input, signal);
        take(index, child);
        const exceeded = child.status === 'SUCCEEDED' ? undefined : failures.add(items);
        if (exceeded !== undefined) giveUp(exceeded);
      } catch (error) {
        giveUp(error instanceof ServiceCallError ? notStarted(error) : error);
      } finally {
        slots.giveBack();
      }
    };
    try {
      let index = 0;
      for (const batch of work) {
        await slots.take();
        if (signal.aborted) break;
        const child = start(index++, batch).finally(() => running.delete(child));
        running.add(child);
      }
    } catch (error) {
      giveUp(error);
    }
    await Promise.all(running);
    visit.signal.throwIfAborted(); // a stopped execution is not one whose children failed
    if (problems.length > 0) throw problems[0];
  });
}

/** Inference: the developer guide names the permission (states:StartExecution on the machine), not the error without it. */
function notStarted({ errorType, cause }: ServiceCallError): StateFailure {
  const isDenied = errorType.endsWith('.AccessDeniedException');
  return new StateFailure(isDenied ? 'States.Permissions' : errorType, cause);
}
