import { SettleEvent, SettleResult } from '../../contract';
import { goingOn } from '../shared/errors';
import { EnvironmentContext } from './context';

/** Gives the promoted environment its declared limits and scaling policies; scale-in works again. */
export async function settle(context: EnvironmentContext, event: SettleEvent): Promise<SettleResult> {
  const { environment } = goingOn(await context.store.read(), event.releaseId);
  await context.scalableTarget(environment).release(context.scaling);
  return { environment };
}
