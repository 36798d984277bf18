import { ModelRequest } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { SmokeAnswer } from '../../core/smoke';
import { CheckContext } from './context';
import { fetchAnswer } from './fetch-answer';
import { invokeAnswer } from './invoke-answer';

/** Sends one request to the idle environment, whatever the live one gets: by the test listener, or by the variant's name. */
export function answerOf(
  context: CheckContext,
  release: ActiveRelease,
  request: ModelRequest,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  const { endpointName } = context;
  return endpointName === undefined
    ? fetchAnswer(context, release, request, timeoutMs)
    : invokeAnswer(context, { endpointName, variantName: release.environment }, request, timeoutMs);
}
