import { Batch, OnInconclusive } from '../../../lib/contract/judge';
import { ownCounts } from '../../../lib/core/analysis/own-counts';
import { Ending, Feed, ON_TIME, playRelease } from '../release';

/** A healthy version whose metrics don't come as they should. None of these may promote it, whatever `onInconclusive` says. */
export const BROKEN_FEEDS: readonly { readonly name: string; readonly feed: Feed }[] = [
  {
    name: 'no traffic',
    feed: (_, minutes, minute) => [{ ...minutes[minute], experiment: { events: 0, total: 0 } }],
  },
  { name: 'no metrics at all', feed: () => [] },
  { name: 'one metric missing', feed: (name, minutes, minute) => (name === 'errors' ? [] : [minutes[minute]]) },
  {
    name: 'the live version has no metrics',
    feed: (_, minutes, minute) => [{ ...minutes[minute], control: { events: 0, total: 0 } }],
  },
  {
    name: "the new version's events have another name",
    feed: (_, minutes, minute) => withoutEvents(minutes[minute]),
  },
  { name: 'traffic stops after 3 minutes', feed: (_, minutes, minute) => (minute < 3 ? [minutes[minute]] : []) },
  { name: 'stuck on one minute', feed: (_, minutes, minute) => [minutes[Math.min(minute, 2)]] },
  {
    name: 'the first 3 minutes again and again',
    feed: (_, minutes, minute) => minutes.slice(0, Math.min(minute + 1, 3)),
  },
  {
    name: 'each minute empty first, complete 5 minutes late',
    feed: (_, minutes, minute) => [
      { ...minutes[minute], experiment: { events: 0, total: 0 }, control: { events: 0, total: 0 } },
      ...minutes.slice(Math.max(0, minute - 5), minute),
    ],
  },
];

/** What the watch function reads of a minute in which the new version's requests are told, and its events never are. */
function withoutEvents(batch: Batch): readonly Batch[] {
  const total = new Map([[batch.minute, batch.experiment.total]]);
  const experiment = ownCounts({ events: new Map(), total }).counts.get(batch.minute);
  return experiment === undefined ? [] : [{ ...batch, experiment }];
}

/** The same minutes in another guise: they must not change a single number. */
export const REPEATING_FEEDS: readonly { readonly name: string; readonly feed: Feed }[] = [
  {
    name: 'each minute three times',
    feed: (_, minutes, minute) => [minutes[minute], minutes[minute], minutes[minute]],
  },
  { name: 'all minutes so far at each look', feed: (_, minutes, minute) => minutes.slice(0, minute + 1) },
  {
    name: 'the latest five, newest first',
    feed: (_, minutes, minute) => minutes.slice(Math.max(0, minute - 4), minute + 1).reverse(),
  },
];

const HEALTHY = { baseRate: 0.001, errors: 1, latency: 1 };
const BAD = { baseRate: 0.01, errors: 5, latency: 1 };
const RULES: readonly OnInconclusive[] = ['rollback', 'manual', 'promote'];

export interface Unmeasured {
  readonly name: string;
  readonly releases: number;
  readonly promoted: number;
}

export function unmeasured(releases: number): Unmeasured[] {
  return BROKEN_FEEDS.map(({ name, feed }) => {
    const endings = RULES.flatMap((onInconclusive) =>
      Array.from({ length: releases }, (_, seed) => playRelease(HEALTHY, seed, feed, { onInconclusive })),
    );
    return { name, releases: endings.length, promoted: endings.filter(({ action }) => action === 'promote').length };
  });
}

export interface Repeated {
  readonly name: string;
  readonly releases: number;
  /** Releases that ended another way, another minute or with another number in their state. */
  readonly changed: number;
}

export function repeated(releases: number): Repeated[] {
  const versions = [HEALTHY, BAD];
  const told = (feed: Feed) =>
    versions.flatMap((version) =>
      Array.from({ length: releases }, (_, seed) => inWords(playRelease(version, seed, feed))),
    );
  const once = told(ON_TIME);
  return REPEATING_FEEDS.map(({ name, feed }) => {
    const again = told(feed);
    return { name, releases: once.length, changed: again.filter((ending, index) => ending !== once[index]).length };
  });
}

function inWords(ending: Ending): string {
  return JSON.stringify(ending);
}
