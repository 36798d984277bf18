import { Batch, GuardrailState } from '../../contract';
import { implausibility } from '../judge/plausible';
import { HalfMinute, OwnSeries } from './own-counts';
import { UnreadReason } from './unread';

/** A metric that has no value in so many minutes in which others show requests is named wrongly, or nobody publishes it. */
export const MINUTES_TO_APPEAR = 3;

/** The sides of a comparison, in words. */
export const VERSION = { control: 'the live version', experiment: 'the new version' } as const;

export type Side = keyof typeof VERSION;

/** Before this minute a guardrail is read, from it on it is not. */
export interface Gap extends UnreadReason {
  readonly minute: number;
}

/** Where the metrics of a user's guardrail first leave a minute half told. `read` is what was read of it before. */
export function halfMinute(
  side: Side,
  series: OwnSeries,
  halves: readonly HalfMinute[],
  read: GuardrailState | undefined,
): readonly Gap[] {
  const [first] = halves;
  if (first === undefined) return [];
  const { minute, missing } = first;
  const name = `${missing} of ${VERSION[side]}`;
  const reason =
    `${name} must have a value in each minute in which ${missing === 'events' ? 'total' : 'events'} has one, got none at ${iso(minute)}; ` +
    'publish 0 where nothing happens, or raise readingDelay where it comes late';
  const silentMinutes = halves.filter((half) => half.missing === missing).length;
  const wasThere = series[missing].size > 0 || (read !== undefined && read[side].total > 0);
  const neverHadData = !wasThere && silentMinutes >= MINUTES_TO_APPEAR ? { neverHadData: name } : {};
  return [{ minute, reason, ...neverHadData }];
}

/** The first minute whose counts can't be, on either side. */
export function impossibleMinute(batches: readonly Batch[]): readonly Gap[] {
  for (const batch of batches) {
    for (const side of ['control', 'experiment'] as const) {
      const problem = implausibility(batch[side]);
      if (problem === undefined) continue;
      return [{ minute: batch.minute, reason: `${VERSION[side]} has at ${iso(batch.minute)} ${problem}` }];
    }
  }
  return [];
}

/** All of them as one, from the earliest on; undefined when there are none. */
export function together(gaps: readonly Gap[]): Gap | undefined {
  if (gaps.length === 0) return undefined;
  const silent = gaps.flatMap(({ neverHadData }) => neverHadData ?? []);
  return {
    minute: Math.min(...gaps.map(({ minute }) => minute)),
    reason: gaps.map(({ reason }) => reason).join('; '),
    ...(silent.length === 0 ? {} : { neverHadData: silent.join(' and ') }),
  };
}

function iso(minute: number): string {
  return `${new Date(1000 * minute).toISOString().slice(0, 16)}Z`;
}
