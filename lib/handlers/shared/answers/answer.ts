import { ModelRequest } from '../../../contract';
import { SmokeAnswer } from '../../../core/smoke';
import { Addressed, Answering } from './answering';
import { fetchAnswer } from './fetch-answer';
import { invokeAnswer } from './invoke-answer';

/** Sends one request to an environment, whatever the other one gets: by the test listener, or by the variant's name. */
export function answerOf(
  context: Answering,
  { environment }: Addressed,
  request: ModelRequest,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  const { endpointName } = context;
  return endpointName === undefined
    ? fetchAnswer(context, { environment }, request, timeoutMs)
    : invokeAnswer(context, { endpointName, variantName: environment }, request, timeoutMs);
}
