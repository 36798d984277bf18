import { Verdict, WarmUpSpec } from '../contract';

/** What one request of a warm-up brought; a failure is anything that a caller would call one. */
export interface WarmUpAnswer {
  readonly latencyMs: number;
  /** What went wrong, without the answer's content; undefined when the answer was good. */
  readonly failure?: string;
}

/** Requests that were sent one round after the other and are looked at together. */
export interface WarmUpWindow {
  readonly sent: number;
  readonly failed: number;
  readonly firstFailure?: string;
  readonly p50Ms: number;
}

/** Answers whose median says something. */
const LEAST_WINDOW = 20;
/** Rounds of the concurrent requests in one window. */
const ROUNDS = 5;
/** A window that is at most so much faster than an earlier one is as fast. Medians of small windows differ by some percent anyway. */
const SAME_SPEED = 0.9;
/** Windows that have to be as fast as the one before them: one alone may be so by chance. */
const STEADY_WINDOWS = 2;

/** Requests of the next window; 0 when the warm-up is over. */
export function nextWindow(spec: WarmUpSpec, windows: readonly WarmUpWindow[], elapsedSeconds: number): number {
  if (elapsedSeconds >= spec.maxSeconds) return 0;
  const goesOn = sentIn(windows) < spec.count || (spec.untilSteady && !isSteady(windows));
  return goesOn ? windowSize(spec) : 0;
}

function windowSize({ concurrency }: WarmUpSpec): number {
  return Math.max(LEAST_WINDOW, concurrency * ROUNDS);
}

/** Median and failures of a window. */
export function windowOf(answers: readonly WarmUpAnswer[]): WarmUpWindow {
  const latencies = answers.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const failures = answers.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  return {
    sent: answers.length,
    failed: failures.length,
    ...(failures[0] === undefined ? {} : { firstFailure: failures[0] }),
    p50Ms: Math.round((latencies[Math.floor((latencies.length - 1) / 2)] ?? 0) * 10) / 10,
  };
}

/** Whether answers stopped getting faster. */
export function isSteady(windows: readonly WarmUpWindow[]): boolean {
  if (windows.length <= STEADY_WINDOWS) return false;
  const before = windows[windows.length - 1 - STEADY_WINDOWS];
  return windows.slice(-STEADY_WINDOWS).every(({ p50Ms }) => p50Ms >= before.p50Ms * SAME_SPEED);
}

/**
 * Early failures are what a warm-up is there to get over; the environment is warm when as many of the last answers as make a window were
 * good, whatever window they are of.
 */
export function warmUpVerdict(spec: WarmUpSpec, windows: readonly WarmUpWindow[]): Verdict {
  const sent = sentIn(windows);
  const failed = windows.reduce((sum, window) => sum + window.failed, 0);
  const first = windows[0];
  const steady = isSteady(windows);
  const evidence = { sent, failed, firstP50Ms: first?.p50Ms, lastP50Ms: windows.at(-1)?.p50Ms, steady };
  const verdict = (status: Verdict['status'], reason: string) => ({ check: spec.name, status, reason, evidence });
  if (sent === 0) return verdict('INSUFFICIENT_DATA', 'no request was sent');
  const judged = lastAnswers(windows, windowSize(spec));
  if (judged.failed > 0) {
    return verdict(
      'FAIL',
      `of ${sent} requests ${judged.failed} of the last ${judged.sent} failed; the first of them: ${judged.firstFailure}`,
    );
  }
  const needed = Math.max(spec.count, windowSize(spec));
  if (sent < needed) {
    return verdict('INSUFFICIENT_DATA', `${sent} of ${needed} requests were sent within ${spec.maxSeconds} s`);
  }
  const speed = `median ${first.p50Ms} ms at first, ${evidence.lastP50Ms} ms at last`;
  const unsteady = spec.untilSteady && !steady ? `; answers were still getting faster after ${spec.maxSeconds} s` : '';
  return verdict(
    'PASS',
    `${sent} requests sent, ${failed} failed, none of the last ${judged.sent}; ${speed}${unsteady}`,
  );
}

/** The last windows together that have so many answers: one that the end of the time cut short says too little alone. */
function lastAnswers(
  windows: readonly WarmUpWindow[],
  size: number,
): Pick<WarmUpWindow, 'sent' | 'failed' | 'firstFailure'> {
  let from = windows.length;
  while (from > 0 && sentIn(windows.slice(from)) < size) from--;
  const last = windows.slice(from);
  const failed = last.reduce((sum, window) => sum + window.failed, 0);
  return { sent: sentIn(last), failed, firstFailure: last.find(({ firstFailure }) => firstFailure)?.firstFailure };
}

function sentIn(windows: readonly WarmUpWindow[]): number {
  return windows.reduce((sum, { sent }) => sum + sent, 0);
}
