import { LoadCounts } from '../../contract/load';
import { mergeHistograms } from './histogram';

/** A request that starts later than this after it was due is a late start: the generator, not the model, was slow. Milliseconds. */
export const LATE_MS = 5;

export const NO_LOAD_COUNTS: LoadCounts = {
  due: 0,
  sent: 0,
  ok: 0,
  errors: {},
  dropped: 0,
  lateStarts: 0,
  worstLateMs: 0,
  response: { buckets: [] },
  service: { buckets: [] },
};

/** What several workers counted, together; in any order and grouping. */
export function mergeLoadCounts(all: readonly LoadCounts[]): LoadCounts {
  const sum = (of: (counts: LoadCounts) => number) => all.reduce((total, counts) => total + of(counts), 0);
  return {
    due: sum(({ due }) => due),
    sent: sum(({ sent }) => sent),
    ok: sum(({ ok }) => ok),
    errors: mergeErrors(all),
    dropped: sum(({ dropped }) => dropped),
    lateStarts: sum(({ lateStarts }) => lateStarts),
    worstLateMs: Math.max(0, ...all.map(({ worstLateMs }) => worstLateMs)),
    response: mergeHistograms(all.map(({ response }) => response)),
    service: mergeHistograms(all.map(({ service }) => service)),
  };
}

export function failedOf({ errors }: Pick<LoadCounts, 'errors'>): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** Classes in alphabetical order, so that equal counts have equal JSON. */
function mergeErrors(all: readonly LoadCounts[]): Readonly<Record<string, number>> {
  const merged = new Map<string, number>();
  for (const { errors } of all) {
    Object.entries(errors).forEach(([name, count]) => merged.set(name, (merged.get(name) ?? 0) + count));
  }
  return Object.fromEntries([...merged].sort(([one], [other]) => (one < other ? -1 : 1)));
}
