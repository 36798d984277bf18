import { Label } from './classify';

export interface Scored {
  readonly label: Label;
  readonly critical?: boolean;
  readonly groups: readonly string[];
}

/** Kayenta's weighted score of classified metrics, from 0 to 100. */
export function score(results: readonly Scored[], weights: Readonly<Record<string, number>> = {}): number {
  if (results.some(({ critical, label }) => critical === true && label !== 'Pass')) return 0;
  const silent = results.filter(({ label }) => label === 'Nodata').length;
  if (silent / results.length >= 0.5) return 0;
  const groups = [...new Set(results.flatMap((result) => result.groups))];
  const unweighted = groups.filter((group) => !(group in weights));
  const given = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const each = unweighted.length === 0 ? 0 : (100 - given) / unweighted.length;
  const sum = groups.reduce((total, group) => {
    const labels = results.filter((result) => result.groups.includes(group)).map(({ label }) => label);
    return total + (groupScore(labels) * (weights[group] ?? each)) / 100;
  }, 0);
  return Math.round(sum * 100) / 100;
}

/** Without any data a group counts as perfect. */
function groupScore(labels: readonly Label[]): number {
  const counted = labels.filter((label) => label !== 'Nodata');
  if (counted.length === 0) return 100;
  return (100 * counted.filter((label) => label === 'Pass').length) / counted.length;
}

/** A canary of several looks passes when none scored below `marginal`, and the last one `pass` at least. */
export function passes(
  scores: readonly number[],
  { marginal, pass }: { readonly marginal?: number; readonly pass?: number },
): boolean {
  const last = scores.at(-1);
  if (last === undefined) return false;
  return scores.every((each) => each >= (marginal ?? 0)) && last >= (pass ?? 0);
}
