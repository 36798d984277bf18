import { KnownLabel } from './joined';

/** All that was said of a prediction, oldest first, one label for each time. */
export type LabelHistory = readonly KnownLabel[];

/** Older ones are forgotten: a truth that is corrected more often is none. */
const LONGEST = 20;

/** With one label more, in whatever order they come; of two with the same time the one that comes now counts. */
export function withLabel(history: LabelHistory, { label, at }: KnownLabel): LabelHistory {
  const others = history.filter((each) => each.at !== at);
  return [...others, { label, at }].sort((one, other) => one.at - other.at).slice(-LONGEST);
}

/** What was known at a time: later corrections come too late, and don't take away what was known before. */
export function knownAt(history: LabelHistory, at: number): KnownLabel | undefined {
  return history.filter((each) => each.at <= at).at(-1);
}
