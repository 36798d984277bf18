import { addCounts } from '../add-counts';
import { GoldenItem } from './item';
import { JudgedRow, Judgement, Unjudged } from './judge-item';
import { addFailing, FailingRow, mergeFailing } from './failing';

/** Predictions of one slice, or of all. */
export interface SliceCounts {
  /** Judged on the candidate. */
  readonly judged: number;
  readonly right: number;
  /** Of the others, those without a usable answer. */
  readonly errors: number;
  /** Predictions whose right answer the dataset states. */
  readonly labelled: number;
  /** Those of them that the live version answered too: what McNemar's test is about. */
  readonly pairs: number;
  /** Right on the live version, of the pairs. */
  readonly liveRight: number;
  /** Live right and candidate wrong, of the pairs. */
  readonly worse: number;
  /** Live wrong and candidate right, of the pairs. */
  readonly better: number;
}

/** What was counted of a golden set, or of a part of one. Small JSON; parts merge in any order and grouping. */
export interface GoldenCounts {
  readonly items: number;
  readonly total: SliceCounts;
  /** By category, the `MOST_SLICES` first by name. */
  readonly slices: Readonly<Record<string, SliceCounts>>;
  /** All categories beyond these, as one. Undefined when there are none. */
  readonly otherSlices?: SliceCounts;
  /** Items about which nothing can be said, by reason. */
  readonly unjudged: Readonly<Record<Unjudged, number>>;
  /** Critical predictions that were not right. */
  readonly criticalFailed: number;
  /** Critical items about which nothing can be said. */
  readonly criticalUnjudged: number;
  readonly criticalFailing: readonly FailingRow[];
  /** Predictions that were not right. */
  readonly failing: readonly FailingRow[];
}

/** Slices that are told apart: a report of more is read by nobody, and a category that is an id would be as large as the set. */
export const MOST_SLICES = 100;

const NONE: SliceCounts = {
  judged: 0,
  right: 0,
  errors: 0,
  labelled: 0,
  pairs: 0,
  liveRight: 0,
  worse: 0,
  better: 0,
};

export const NO_COUNTS: GoldenCounts = {
  items: 0,
  total: NONE,
  slices: {},
  unjudged: { 'nothing-expected': 0, 'live-failed': 0 },
  criticalFailed: 0,
  criticalUnjudged: 0,
  criticalFailing: [],
  failing: [],
};

/** Adds one item. */
export function count(counts: GoldenCounts, item: GoldenItem, judgement: Judgement): GoldenCounts {
  return mergeCounts(counts, countsOf(item, judgement));
}

function countsOf(item: GoldenItem, judgement: Judgement): GoldenCounts {
  const { id, line, category, critical = false } = item;
  if ('unjudged' in judgement) {
    return {
      ...NO_COUNTS,
      items: 1,
      unjudged: { ...NO_COUNTS.unjudged, [judgement.unjudged]: 1 },
      criticalUnjudged: Number(critical),
    };
  }
  const total = judgement.rows.map(rowCounts).reduce(addCounts, NONE);
  const failing = judgement.rows.flatMap(({ row, candidate, live }): FailingRow[] =>
    candidate === 'right'
      ? []
      : [{ id, line, ...(row === undefined ? {} : { row }), outcome: candidate, ...withLive(live) }],
  );
  return {
    ...NO_COUNTS,
    items: 1,
    total,
    slices: category === undefined ? {} : Object.fromEntries([[category, total]]),
    criticalFailed: critical ? failing.length : 0,
    criticalFailing: critical ? addFailing(failing) : [],
    failing: addFailing(failing),
  };
}

function withLive(live: JudgedRow['live']): Pick<FailingRow, 'live'> {
  return live === undefined ? {} : { live };
}

/** An answer that the live version failed to give says nothing about which version is better: no fault of it may hide one of the candidate. */
function rowCounts({ truth, candidate, live }: JudgedRow): SliceCounts {
  const isPair = truth === 'label' && live !== undefined && live !== 'error';
  const [isRight, isLiveRight] = [candidate === 'right', live === 'right'];
  return {
    judged: 1,
    right: Number(isRight),
    errors: Number(candidate === 'error'),
    labelled: Number(truth === 'label'),
    pairs: Number(isPair),
    liveRight: Number(isPair && isLiveRight),
    worse: Number(isPair && isLiveRight && !isRight),
    better: Number(isPair && !isLiveRight && isRight),
  };
}

/** Associative and commutative, with `NO_COUNTS` as its zero: any split of a set into parts gives the same counts. */
export function mergeCounts(one: GoldenCounts, two: GoldenCounts): GoldenCounts {
  const { slices, otherSlices } = mergeSlices(one, two);
  return {
    items: one.items + two.items,
    total: addCounts(one.total, two.total),
    slices,
    ...(otherSlices === undefined ? {} : { otherSlices }),
    unjudged: addCounts(one.unjudged, two.unjudged),
    criticalFailed: one.criticalFailed + two.criticalFailed,
    criticalUnjudged: one.criticalUnjudged + two.criticalUnjudged,
    criticalFailing: mergeFailing(one.criticalFailing, two.criticalFailing),
    failing: mergeFailing(one.failing, two.failing),
  };
}

/**
 * Keeps the first names. One that is left out here has `MOST_SLICES` names before it, and so in every merge that follows: what was added to
 * the others is never missing in a slice that is told apart.
 */
function mergeSlices(one: GoldenCounts, two: GoldenCounts): Pick<GoldenCounts, 'slices' | 'otherSlices'> {
  const merged = new Map(Object.entries(one.slices));
  for (const [name, counts] of Object.entries(two.slices))
    merged.set(name, addCounts(merged.get(name) ?? NONE, counts));
  const names = merged.size > MOST_SLICES ? [...merged.keys()].sort() : [...merged.keys()];
  const others = [one.otherSlices, two.otherSlices, ...names.slice(MOST_SLICES).map((name) => merged.get(name))];
  const known = others.flatMap((each) => each ?? []);
  return {
    slices: Object.fromEntries(names.slice(0, MOST_SLICES).map((name) => [name, merged.get(name) ?? NONE])),
    ...(known.length === 0 ? {} : { otherSlices: known.reduce(addCounts) }),
  };
}
