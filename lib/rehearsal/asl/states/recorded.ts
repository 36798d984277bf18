import { failureParts } from '../execution/recovery';
import { Visit } from '../execution/scope';
import { StateFailure } from '../failure';

/** Writes the beginning and the end of a part of a state into the history: `MapStateStarted`, `MapStateFailed`, … */
export async function recorded<T>(visit: Visit, prefix: string, work: () => Promise<T>): Promise<T> {
  const { history } = visit.runtime;
  history.record(`${prefix}Started`, { name: visit.state });
  try {
    const outputs = await work();
    history.record(`${prefix}Succeeded`, { name: visit.state });
    return outputs;
  } catch (error) {
    const failed = error instanceof StateFailure;
    history.record(`${prefix}${failed ? 'Failed' : 'Aborted'}`, {
      name: visit.state,
      ...(failed && failureParts(error)),
    });
    throw error;
  }
}
