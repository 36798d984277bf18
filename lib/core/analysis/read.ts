import { AnalysisPlan, Batch, Counts, JudgeState, PlannedGuardrail, ReleaseAnalysis } from '../../contract';
import { firstUnreadMinute, lastReadableMinute, MINUTE, readBatches, readBins, startJudging } from '../judge/state';
import { ActiveRelease } from '../ledger/ledger';
import { Gap, halfMinute, impossibleMinute, together } from './gap';
import { ownCounts, OwnSeries } from './own-counts';
import { readValues } from './threshold';
import { Unread } from './unread';

/** One side of a guardrail: what each minute counted, by the epoch seconds of its beginning. A minute without data is absent. */
export type Minutes<T> = ReadonlyMap<number, T>;

export interface Sides<T> {
  readonly control: Minutes<T>;
  readonly experiment: Minutes<T>;
}

/** What the metrics say, by the names of guardrails and thresholds. */
export interface Readings {
  readonly counts: Readonly<Record<string, Sides<Counts>>>;
  /** Of guardrails with metrics of the user's own. */
  readonly own?: Readonly<Record<string, Readonly<Record<keyof Sides<Counts>, OwnSeries>>>>;
  /** Of drift guardrails. */
  readonly bins: Readonly<Record<string, Sides<readonly number[]>>>;
  /** Of thresholds: values of the new version. */
  readonly values: Readonly<Record<string, Minutes<number>>>;
  /** What CloudWatch did not answer: it is in none of the others. */
  readonly failed?: Unread;
}

/** An analysis with minutes that were read. */
export interface Read {
  readonly analysis: ReleaseAnalysis;
  readonly unread: Unread;
}

/** Beginnings of the first and the last minute that are to be read, in epoch seconds. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * The analysis with its beginning, which is when the first step with weight was read back; unchanged before that, and afterwards. A cohort
 * that has the new version for itself is other people than those of the live one: the two are not compared.
 */
export function begun({ plan, stepIndex, stepSince }: ActiveRelease, analysis: ReleaseAnalysis): ReleaseAnalysis {
  if (analysis.state !== undefined || stepIndex === undefined || stepSince === undefined) return analysis;
  if (plan.steps[stepIndex].isCohortOnly === true) return analysis;
  return { ...analysis, state: startJudging(Date.parse(stepSince) / 1000) };
}

/** Minutes that some guardrail has not read, and whose metrics are complete; undefined when there are none. */
export function unreadMinutes(
  plan: AnalysisPlan,
  { state, thresholds }: ReleaseAnalysis,
  now: number,
): Span | undefined {
  if (state === undefined) return undefined;
  const last = lastReadableMinute(now, plan.settings);
  const first = Math.min(
    ...plan.guardrails.map((rule) => firstUnreadMinute(state, rule)),
    ...plan.thresholds.map(({ name }) => nextOf(state, thresholds?.[name]?.cursor)),
  );
  return first <= last ? { first, last } : undefined;
}

/**
 * Reads minutes into the state of the judge, each once. A minute in which neither side has data is left for later: its metrics may only
 * be late, as those of labels are. So is all of a guardrail from a minute on that is half told, or can't be: it is said what that is.
 */
export function readMinutes(plan: AnalysisPlan, analysis: ReleaseAnalysis, readings: Readings, { last }: Span): Read {
  const { state, thresholds: known = {} } = analysis;
  const { failed = {} } = readings;
  if (state === undefined) return { analysis, unread: failed };
  let judged = state;
  const unread: Record<string, Unread[string]> = { ...failed };
  for (const rule of plan.guardrails) {
    const gap = gapOf(rule, readings, judged);
    if (gap !== undefined) unread[rule.name] = gap;
    judged = readGuardrail(judged, rule, readings, gap);
  }
  const readable = plan.thresholds.filter(({ name }) => !(name in failed));
  const read = readable.map((rule) => {
    const first = nextOf(state, known[rule.name]?.cursor);
    const values = readings.values[rule.name] ?? new Map<number, number>();
    return [rule.name, readValues(rule, known[rule.name], values, { first, last })] as const;
  });
  const thresholds = { ...known, ...Object.fromEntries(read) };
  return {
    analysis: {
      ...analysis,
      state: short(judged),
      ...(plan.thresholds.length === 0 ? {} : { thresholds }),
    },
    unread,
  };
}

/** Where what was measured of a guardrail can't be read on. */
function gapOf(rule: PlannedGuardrail, readings: Readings, state: JudgeState): Gap | undefined {
  const first = firstUnreadMinute(state, rule);
  const own = readings.own?.[rule.name];
  const halves = (['control', 'experiment'] as const).flatMap((side) => {
    if (own === undefined) return [];
    const later = ownCounts(own[side]).halves.filter(({ minute }) => minute >= first);
    return halfMinute(side, own[side], later, state.guardrails[rule.name]);
  });
  const counted = batchesOf(rule, readings).filter(({ minute }) => minute >= first);
  return together([...halves, ...impossibleMinute(counted)]);
}

function readGuardrail(
  state: JudgeState,
  rule: PlannedGuardrail,
  readings: Readings,
  { minute: end = Number.POSITIVE_INFINITY }: Partial<Gap> = {},
): JudgeState {
  if (rule.kind !== 'drift') {
    return readBatches(
      state,
      rule,
      batchesOf(rule, readings).filter(({ minute }) => minute < end),
    );
  }
  const sides = readings.bins[rule.name];
  if (sides === undefined) return state;
  const width = Math.max(0, ...[...sides.control.values(), ...sides.experiment.values()].map(({ length }) => length));
  return readBins(state, rule, batches(sides, new Array<number>(width).fill(0)));
}

/** Minutes of a guardrail that counts events, in their order. */
function batchesOf({ name }: PlannedGuardrail, { counts, own }: Readings): readonly Batch[] {
  const series = own?.[name];
  const sides =
    series === undefined
      ? counts[name]
      : { control: ownCounts(series.control).counts, experiment: ownCounts(series.experiment).counts };
  return sides === undefined ? [] : batches(sides, { events: 0, total: 0 });
}

/** Minutes in which one side has data, with nothing on a side that has none. */
function batches<T>({ control, experiment }: Sides<T>, nothing: T): { minute: number; control: T; experiment: T }[] {
  const minutes = [...new Set([...control.keys(), ...experiment.keys()])].sort((one, other) => one - other);
  return minutes.map((minute) => ({
    minute,
    control: control.get(minute) ?? nothing,
    experiment: experiment.get(minute) ?? nothing,
  }));
}

function nextOf({ startedAt }: JudgeState, cursor: number | undefined): number {
  return cursor === undefined ? Math.ceil(startedAt / MINUTE) * MINUTE : cursor + MINUTE;
}

/**
 * Twelve digits are far below what a look could tell apart, and the state is kept in the ledger. The rule's own numbers keep all of theirs:
 * a rule that is not the one that the state was begun with is refused.
 */
function short({ startedAt, guardrails }: JudgeState): JudgeState {
  const shortened = Object.entries(guardrails).map(([name, read]) => [name, { ...rounded(read), rule: read.rule }]);
  return { startedAt, guardrails: Object.fromEntries(shortened) as JudgeState['guardrails'] };
}

function rounded<T>(json: T): T {
  const text = JSON.stringify(json, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  );
  return JSON.parse(text) as T;
}
