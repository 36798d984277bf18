/** From values to pixels. What is outside of the domain is drawn at its edge. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
}

export function scale(domain: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [from, to] = pixels;
  const place = (value: number) => {
    const inside = Math.min(Math.max(value, low), high);
    return high === low ? from : from + ((inside - low) / (high - low)) * (to - from);
  };
  return Object.assign(place, { domain });
}

/** About `count` round numbers within a domain: multiples of 1, 2 or 5 times a power of ten. */
export function ticks([low, high]: readonly [number, number], count: number): readonly number[] {
  if (!(high > low)) return [low];
  return multiples([low, high], roundStep((high - low) / count));
}

/** Beginnings of hours, or of the parts of one that people divide it by. Seconds. */
export function timeTicks([low, high]: readonly [number, number], count: number): readonly number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080].map((minutes) => 60 * minutes);
  const step = steps.find((each) => (high - low) / each <= count) ?? steps[steps.length - 1];
  return multiples([low, high], step);
}

function multiples([low, high]: readonly [number, number], step: number): readonly number[] {
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}
