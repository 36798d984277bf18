/** Numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/**
 * Mulberry32 (public domain, Tommy Ettinger): small, fast and even enough for jitter and test identifiers; not for secrets.
 * @param seed any integer; only its low 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Version 4, variant 1 (RFC 9562) from an execution's generator, so that a rehearsal repeats it. */
export function uuid(random: Random): string {
  const nibble = (low: number, count: number): string => (low + Math.floor(random() * count)).toString(16);
  const digits = (length: number): string => Array.from({ length }, () => nibble(0, 16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${nibble(8, 4)}${digits(3)}-${digits(12)}`;
}
