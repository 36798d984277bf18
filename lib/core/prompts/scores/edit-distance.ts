/**
 * Levenshtein distance: insertions, deletions and substitutions of characters (Unicode code points) that make one text the other.
 * With a limit, any distance above it is reported as `limit + 1`, and the time is in proportion to the length times the limit.
 */
export function editDistance(one: string, two: string, limit = Number.POSITIVE_INFINITY): number {
  const [shorter, longer] = withoutCommonEnds([...one], [...two]);
  if (longer.length - shorter.length > limit) return limit + 1;
  if (shorter.length === 0) return longer.length;
  return Math.min(distanceInBand(shorter, longer, Math.min(limit, longer.length)), limit + 1);
}

type Characters = readonly string[];

function withoutCommonEnds(one: Characters, two: Characters): readonly [Characters, Characters] {
  const [shorter, longer] = one.length <= two.length ? [one, two] : [two, one];
  let start = 0;
  while (start < shorter.length && shorter[start] === longer[start]) start += 1;
  let end = 0;
  while (end < shorter.length - start && shorter.at(-1 - end) === longer.at(-1 - end)) end += 1;
  return [shorter.slice(start, shorter.length - end), longer.slice(start, longer.length - end)];
}

/** One row of the table at a time; cells further than `limit` from the diagonal are above the limit, so they are left out (Ukkonen 1985). */
function distanceInBand(shorter: Characters, longer: Characters, limit: number): number {
  const row = Array.from({ length: shorter.length + 1 }, (_, column) => column);
  for (let line = 1; line <= longer.length; line += 1) {
    const first = Math.max(1, line - limit);
    const last = Math.min(shorter.length, line + limit);
    let diagonal = row[first - 1];
    row[first - 1] = first === 1 ? line : limit + 1;
    let best = row[first - 1];
    for (let column = first; column <= last; column += 1) {
      const substituted = diagonal + (shorter[column - 1] === longer[line - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = Math.min(substituted, diagonal + 1, row[column - 1] + 1);
      best = Math.min(best, row[column]);
    }
    if (best > limit) return limit + 1;
  }
  return row[shorter.length];
}
