import { SmokeRequest, SmokeSpec, Verdict } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import {
  judgeAnswer,
  notSent,
  SmokeJudgement,
  SmokeOutcome,
  SmokeTools,
  smokeVerdict,
  withEarlierTries,
} from '../../core/smoke';
import { Captured, filled, neededBy } from '../../core/smoke-sequence';
import { answerOf } from '../shared/answers/answer';
import { CheckContext } from './context';
import { loadSmokeTools } from './smoke-tools';

/** Sends every request to the idle environment, one after the other. All of them are reported, not only the first failure. */
export async function checkSmoke(context: CheckContext, release: ActiveRelease, spec: SmokeSpec): Promise<Verdict> {
  const tools = await loadSmokeTools();
  const names = spec.requests.flatMap(({ capture = {} }) => Object.keys(capture));
  const outcomes: SmokeOutcome[] = [];
  let known: Captured = {};
  for (const request of spec.requests) {
    const missing = neededBy(request, names).filter((name) => !Object.hasOwn(known, name));
    if (missing.length > 0) {
      outcomes.push(notSent(request, missing));
      continue;
    }
    const { outcome, captured } = await tryRequest(context, release, spec, filled(request, known), tools);
    outcomes.push(outcome);
    known = { ...known, ...captured };
  }
  return smokeVerdict(spec, outcomes);
}

/** The first good outcome, or the last of all tries. */
async function tryRequest(
  context: CheckContext,
  release: ActiveRelease,
  spec: SmokeSpec,
  request: SmokeRequest,
  tools: SmokeTools,
): Promise<SmokeJudgement> {
  const earlier: SmokeOutcome[] = [];
  for (;;) {
    const answer = await answerOf(context, release, request, spec.timeoutMs);
    const { outcome, captured } = judgeAnswer(request, answer, tools);
    if (outcome.ok || earlier.length + 1 >= spec.attempts) {
      return { outcome: withEarlierTries(outcome, earlier), captured };
    }
    earlier.push(outcome);
  }
}
