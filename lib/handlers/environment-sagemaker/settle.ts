import { SettleEvent, SettleResult } from '../../contract';
import { goingOn } from '../shared/errors';
import { EnvironmentContext } from './context';
import { releaseScaling } from './scaling';

/** Gives the promoted environment's endpoint its declared limits and scaling policy. */
export async function settle(context: EnvironmentContext, event: SettleEvent): Promise<SettleResult> {
  const { environment } = goingOn(await context.store.read(), event.releaseId);
  await releaseScaling(context, environment);
  return { environment };
}
