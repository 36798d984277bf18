import { EqualValue } from '../../contract/compare';

/**
 * Numbers within the tolerance, everything else the same; lists and objects member by member. No tolerance reaches to infinity, where
 * `1e999` and Python's `Infinity` are, nor to NaN: these are equal to themselves only.
 */
export function isEqual(
  live: unknown,
  other: unknown,
  tolerance: Pick<EqualValue, 'absolute' | 'relative'> = {},
): boolean {
  if (typeof live === 'number' && typeof other === 'number') {
    if (!Number.isFinite(live) || !Number.isFinite(other)) return Object.is(live, other);
    const { absolute = 0, relative = 0 } = tolerance;
    return Math.abs(live - other) <= Math.max(absolute, relative * Math.abs(live));
  }
  if (typeof live !== 'object' || typeof other !== 'object' || live === null || other === null) return live === other;
  const names = Object.keys(live);
  return (
    Array.isArray(live) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every(
      (name) =>
        Object.hasOwn(other, name) &&
        isEqual((live as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], tolerance),
    )
  );
}
