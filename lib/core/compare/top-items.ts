import { TopItems } from '../../contract/compare';
import { isEqual } from './equal';

/** Whether enough of the live top items are among the other's. Lists of lists are compared row by row. */
export function haveSameTop(live: unknown, other: unknown, rule: Omit<TopItems, 'kind' | 'path'>): boolean {
  if (!Array.isArray(live) || !Array.isArray(other)) return isEqual(live, other);
  if (live.length > 0 && live.every(Array.isArray)) {
    return live.length === other.length && live.every((row, index) => haveSameTop(row, other[index], rule));
  }
  const wanted = top(live, rule);
  const found = new Set(top(other, rule));
  const common = wanted.filter((item) => found.has(item)).length;
  return common * 100 >= rule.atLeastPercent * wanted.length;
}

/** Items as text, each once. Of equal scores the first counts as better. */
function top(list: readonly unknown[], { k, scores }: Pick<TopItems, 'k' | 'scores'>): readonly unknown[] {
  const items = list.map((item, index) => (scores ? index : JSON.stringify(item)));
  if (scores) items.sort((one, two) => Number(list[two as number]) - Number(list[one as number]));
  return [...new Set(items.slice(0, k))];
}
