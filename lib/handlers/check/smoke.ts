import { SmokeRequest, SmokeSpec, Verdict } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { judgeAnswer, SmokeOutcome, SmokeTools, smokeVerdict } from '../../core/smoke';
import { answerOf } from './answer';
import { CheckContext } from './context';
import { loadSmokeTools } from './smoke-tools';

/** Sends every request to the idle environment. All of them are reported, not only the first failure. */
export async function checkSmoke(context: CheckContext, release: ActiveRelease, spec: SmokeSpec): Promise<Verdict> {
  const tools = await loadSmokeTools();
  const outcomes: SmokeOutcome[] = [];
  for (const request of spec.requests) outcomes.push(await tryRequest(context, release, spec, request, tools));
  return smokeVerdict(spec, outcomes);
}

/** The first good outcome, or the last of all tries. */
async function tryRequest(
  context: CheckContext,
  release: ActiveRelease,
  spec: SmokeSpec,
  request: SmokeRequest,
  tools: SmokeTools,
): Promise<SmokeOutcome> {
  for (let attempt = 1; ; attempt++) {
    const answer = await answerOf(context, release, request, spec.timeoutMs);
    const outcome = judgeAnswer(request, answer, tools);
    if (outcome.ok || attempt >= spec.attempts) return outcome;
  }
}
