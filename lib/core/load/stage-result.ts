import { LoadCounts, LoadRules } from '../../contract/load';
import { failedOf } from './counts';
import { LoadHistogram } from './histogram';
import { LIMITED_QUANTILES, LimitedQuantile, rankInterval, samplesNeeded, shareOf } from './samples';
import { LoadStage } from './stages';

/** Percent of the due requests that may be dropped, of the sent ones that may start late, and of the planned ones that may be missing. */
const MAX_DROPPED_PERCENT = 0.1;
const MAX_LATE_PERCENT = 1;
const MAX_MISSING_PERCENT = 1;

/** A clear failure: so many percent of errors, or a p99 of so many times its limit. */
const CLEAR_ERROR_PERCENT = 5;
const CLEAR_P99_FACTOR = 3;

/** Why a stage says nothing for sure; undefined when it was measured as planned. */
export function invalidity(stage: Pick<LoadStage, 'name' | 'requests'>, counts: LoadCounts): string | undefined {
  const missing = stage.requests - counts.due;
  if (100 * missing > MAX_MISSING_PERCENT * stage.requests) {
    return `stage ${stage.name}: ${missing} of ${stage.requests} requests were never due (a worker did not run to its end); run the test again`;
  }
  if (100 * counts.dropped > MAX_DROPPED_PERCENT * counts.due) {
    return (
      `stage ${stage.name}: ${percent(counts.dropped, counts.due)} % of the requests were dropped, ${MAX_DROPPED_PERCENT} % may; ` +
      'too many were under way: lower rpsPerWorker or timeoutMs'
    );
  }
  return undefined;
}

/**
 * Why slow answers of a stage are not the model's fault for sure; undefined when workers were on time, or nothing was too slow. Times count
 * from the moment at which a request was due, so what is fast enough in spite of a late start is fast enough.
 */
export function slowBecauseLate(
  rules: Pick<LoadRules, 'limits'>,
  { name }: Pick<LoadStage, 'name'>,
  counts: LoadCounts,
): string | undefined {
  const slow = quantileLimits(rules).flatMap((each) => broken(each, counts));
  if (slow.length === 0 || !isLate(counts)) return undefined;
  return `stage ${name}: ${lateInWords(counts)}, ${MAX_LATE_PERCENT} % may, and ${slow.join(', ')}; the workers were too busy: lower rpsPerWorker`;
}

/** `3.2 % of the requests started late` */
export function lateInWords({ lateStarts, sent }: LoadCounts): string {
  return `${percent(lateStarts, sent)} % of the requests started late`;
}

/**
 * Milliseconds that workers which were late may have added to a time: a start can't be later than the worst one, and an answer is noticed as
 * late at most.
 */
function ownMs(counts: LoadCounts): number {
  return isLate(counts) ? 2 * counts.worstLateMs : 0;
}

/** Times measured by workers that were late are theirs too, not the model's alone. */
export function isLate({ lateStarts, sent }: LoadCounts): boolean {
  return 100 * lateStarts > MAX_LATE_PERCENT * sent;
}

/**
 * Why going on is pointless; undefined when it is not. Compared with the requests that the whole stage was to send, so it says of a part
 * of a stage only what the rest of it can't make good: no early stop is wrong.
 */
export function clearFailure(
  { limits }: Pick<LoadRules, 'limits'>,
  planned: number,
  counts: LoadCounts,
): string | undefined {
  const failed = failedOf(counts);
  if (100 * failed > CLEAR_ERROR_PERCENT * planned) {
    return `more than ${CLEAR_ERROR_PERCENT} % of ${planned} requests failed (${failed}${classesOf(counts)})`;
  }
  if (limits.p99Ms === undefined) return undefined;
  const bound = CLEAR_P99_FACTOR * limits.p99Ms;
  const slow = new LoadHistogram(counts.response).countAbove(bound + ownMs(counts));
  return 100 * slow > planned
    ? `more than 1 % of ${planned} requests took longer than ${bound} ms, ${CLEAR_P99_FACTOR} times the limit of p99 (${slow})`
    : undefined;
}

/** Limits that the stage broke, in words; with workers that were late, those that would be broken without what they added themselves. */
export function brokenLimits({ limits }: Pick<LoadRules, 'limits'>, counts: LoadCounts): readonly string[] {
  const failed = failedOf(counts);
  const errors =
    100 * failed > limits.maxErrorPercent * counts.sent
      ? [
          `${percent(failed, counts.sent)} % of the requests failed, ${limits.maxErrorPercent} % may${classesOf(counts)}`,
        ]
      : [];
  return [...errors, ...quantileLimits({ limits }).flatMap((each) => broken(each, counts, ownMs(counts)))];
}

/** Limits about which the stage had too few requests to say that they are kept. */
export function openLimits({ limits }: Pick<LoadRules, 'limits'>, counts: LoadCounts): readonly string[] {
  const measured = new LoadHistogram(counts.response).count;
  return quantileLimits({ limits })
    .filter(({ name }) => measured < samplesNeeded(name))
    .map(({ name }) => {
      const { low, high } = rankInterval(measured, shareOf(name));
      return (
        `${name} needs ${samplesNeeded(name)} answers, got ${measured}` +
        `${measured === 0 ? '' : `, of which it is one of the ranks ${low} to ${high}`}; make the stage longer, or leave the limit out`
      );
    });
}

interface QuantileLimit {
  readonly name: LimitedQuantile;
  readonly limitMs: number;
}

function quantileLimits({ limits }: Pick<LoadRules, 'limits'>): readonly QuantileLimit[] {
  return LIMITED_QUANTILES.flatMap((name) => {
    const limitMs = limits[`${name}Ms`];
    return limitMs === undefined ? [] : [{ name, limitMs }];
  });
}

/** With few answers, broken when even the low end of the interval is above the limit. */
function broken({ name, limitMs }: QuantileLimit, counts: LoadCounts, addedMs = 0): string[] {
  const histogram = new LoadHistogram(counts.response);
  const few = histogram.count < samplesNeeded(name);
  const value = few
    ? histogram.valueAt(rankInterval(histogram.count, shareOf(name)).low)
    : histogram.quantile(shareOf(name));
  if (value === undefined || value - addedMs <= limitMs) return [];
  return [`${name} must be ${limitMs} ms at most, got ${few ? 'at least ' : ''}${round(value)} ms`];
}

/** Numbers of a stage for people and for the ledger. */
export function stageNumbers(
  { name, use, rps, seconds }: LoadStage,
  counts: LoadCounts,
): Readonly<Record<string, unknown>> {
  const { due, sent, ok, errors, dropped, lateStarts, worstLateMs } = counts;
  return {
    stage: name,
    use,
    rps,
    seconds,
    due,
    sent,
    ok,
    errors,
    dropped,
    lateStarts,
    worstLateMs,
    responseMs: quantiles(new LoadHistogram(counts.response)),
    serviceMs: quantiles(new LoadHistogram(counts.service)),
  };
}

function quantiles(histogram: LoadHistogram): Readonly<Record<string, number>> {
  return Object.fromEntries(
    LIMITED_QUANTILES.flatMap((name) => {
      const value = histogram.quantile(shareOf(name));
      return value === undefined ? [] : [[name, round(value)]];
    }),
  );
}

/** `: timeout 3, status 503 1`, the most frequent first; nothing for no errors. */
function classesOf({ errors }: Pick<LoadCounts, 'errors'>): string {
  const sorted = Object.entries(errors).sort(([, one], [, other]) => other - one);
  return sorted.length === 0 ? '' : `: ${sorted.map(([name, count]) => `${name} ${count}`).join(', ')}`;
}

/** Three significant digits: a histogram knows no more. */
export function round(ms: number): number {
  return Number(ms.toPrecision(3));
}

/** To three significant digits; 0 of nothing is 0. */
function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Number(((100 * part) / whole).toPrecision(3));
}
