/** Longest deadline that a timer can hold: 2^31 - 1 milliseconds. */
const LONGEST_MS = 2_147_483_647;

/** Milliseconds that the caller still waits, by its header; undefined when it says nothing that makes sense. */
export function callersDeadline(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return undefined;
  return Math.min(Number(header), LONGEST_MS);
}
