import { Batch, Counts } from '../../contract/judge';

/** What one side counted, by the beginning of the minute in epoch seconds. */
export type Minutes = ReadonlyMap<number, Counts>;

/** What was recorded of one side: its minutes, by the guardrails' names. */
export type Recording = ReadonlyMap<string, Minutes>;

/** Both sides of the minutes that are judged, and what of them only one side had. */
export interface Paired {
  readonly batches: readonly Batch[];
  /** Minutes for which only the control has a row: the experiment counts as without traffic then. */
  readonly controlOnly: number;
  readonly experimentOnly: number;
}

const NO_TRAFFIC: Counts = { events: 0, total: 0 };

/**
 * Minutes from `start` on in their order, each once. A minute that neither side has is left out; where one side has none, it had no
 * traffic: such a minute proves nothing by the ratio, and is still seen by the limits that hold for one side alone.
 */
export function pair(control: Minutes, experiment: Minutes, start: number): Paired {
  const minutes = [...new Set([...control.keys(), ...experiment.keys()])]
    .filter((minute) => minute >= start)
    .sort((one, other) => one - other);
  return {
    batches: minutes.map((minute) => ({
      minute,
      control: control.get(minute) ?? NO_TRAFFIC,
      experiment: experiment.get(minute) ?? NO_TRAFFIC,
    })),
    controlOnly: minutes.filter((minute) => !experiment.has(minute)).length,
    experimentOnly: minutes.filter((minute) => !control.has(minute)).length,
  };
}

/**
 * When a judge would have begun: the first minute in which the experiment had traffic. Without any, the first minute recorded at all;
 * undefined when there is none.
 */
export function firstMinute(control: Recording, experiment: Recording): number | undefined {
  const withTraffic = [...experiment.values()].flatMap((minutes) =>
    [...minutes].flatMap(([minute, { total }]) => (total > 0 ? [minute] : [])),
  );
  const all = [...control.values(), ...experiment.values()].flatMap((minutes) => [...minutes.keys()]);
  return earliest(withTraffic) ?? earliest(all);
}

function earliest(minutes: readonly number[]): number | undefined {
  return minutes.length === 0 ? undefined : minutes.reduce((one, other) => Math.min(one, other));
}
