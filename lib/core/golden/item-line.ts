import { GoldenItem } from './item';
import { jsonText, parseJson } from './json-text';

/** One line of a shard: whatever shape a dataset has, workers read items. NaN and infinity of expected values survive. */
export function itemToLine(item: GoldenItem): string {
  return jsonText(item);
}

/** Reads a line that `itemToLine` wrote. */
export function itemFromLine(line: string): GoldenItem {
  return parseJson(line) as GoldenItem;
}
