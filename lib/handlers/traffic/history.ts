import { Decision } from '../../core/ledger/transition';
import { nameOf } from '../shared/errors';
import { TrafficContext } from './context';

/** Traffic is where it should be by now: a history that can't be written must not make the alarm's call fail. */
export async function history(context: TrafficContext, event: Decision): Promise<void> {
  try {
    await context.store.record(event);
  } catch (error) {
    context.logger.error('the history was not written', { error: nameOf(error) });
  }
}
