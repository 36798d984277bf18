/** Two sets of counts together, member by member. */
export function addCounts<T extends { readonly [K in keyof T]: number }>(one: T, two: T): T {
  const names = Object.keys(one) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + two[name]])) as T;
}
