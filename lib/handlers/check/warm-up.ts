import { ModelRequest, Verdict, WarmUpSpec } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { SmokeAnswer } from '../../core/smoke';
import { nextWindow, WarmUpAnswer, warmUpVerdict, WarmUpWindow, windowOf } from '../../core/warm-up';
import { answerOf } from '../shared/answers/answer';
import { CheckContext } from './context';

/** Sends the requests in turn until the idle environment is warm, or the time is over. */
export async function warmUp(context: CheckContext, release: ActiveRelease, spec: WarmUpSpec): Promise<Verdict> {
  const started = context.stopwatch();
  const elapsedSeconds = () => (context.stopwatch() - started) / 1000;
  const isOver = () => elapsedSeconds() >= spec.maxSeconds;
  const send = (request: ModelRequest) => answerOf(context, release, request, spec.timeoutMs);
  const windows: WarmUpWindow[] = [];
  let sent = 0;
  for (;;) {
    const size = nextWindow(spec, windows, elapsedSeconds());
    if (size === 0) return warmUpVerdict(spec, windows);
    const requests = Array.from({ length: size }, (_, index) => spec.requests[(sent + index) % spec.requests.length]);
    const answers = await sendAll(requests, spec.concurrency, send, isOver);
    windows.push(windowOf(answers));
    sent += answers.length;
  }
}

/** Each of the concurrent senders takes the next request as soon as its last one is answered, until the time is over. */
async function sendAll(
  requests: readonly ModelRequest[],
  concurrency: number,
  send: (request: ModelRequest) => Promise<SmokeAnswer>,
  isOver: () => boolean,
): Promise<WarmUpAnswer[]> {
  const answers: WarmUpAnswer[] = [];
  const waiting = requests.values();
  const sender = async () => {
    for (const request of waiting) {
      answers.push(judged(await send(request)));
      if (isOver()) return;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return answers;
}

function judged(answer: SmokeAnswer): WarmUpAnswer {
  const { latencyMs } = answer;
  if (answer.kind === 'failed') return { latencyMs, failure: answer.error };
  return answer.status < 400 ? { latencyMs } : { latencyMs, failure: `status ${answer.status}` };
}
