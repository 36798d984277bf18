import { normal, Random, seeded } from '../../random';
import { Shift, shiftOf } from './mann-whitney';

export type Label = 'Pass' | 'High' | 'Low' | 'Nodata' | 'NodataFailMetric';

export interface Options {
  readonly tolerance: number;
  readonly confidence: number;
  readonly direction: 'increase' | 'decrease' | 'either';
  /** Effects from these on count, and those from which they are critical: a decrease and an increase. */
  readonly effect: readonly [number, number];
  readonly criticalEffect: readonly [number, number];
  readonly measure: 'meanRatio' | 'cles';
  readonly nanStrategy: 'remove' | 'replace';
  readonly critical: boolean;
  readonly mustHaveData: boolean;
}

export interface Classification {
  readonly label: Label;
  readonly critical: boolean;
  readonly reason: string;
  /** Mean of the experiment by that of the control; NaN when one is 0. */
  readonly deviation: number;
}

/** What Kayenta's judge passes on whatever is configured: a tolerance of 0.25, and 98 %. */
export const ACA_JUDGE: Options = {
  tolerance: 0.25,
  confidence: 0.98,
  direction: 'either',
  effect: [1, 1],
  criticalEffect: [1, 1],
  measure: 'meanRatio',
  nanStrategy: 'remove',
  critical: false,
  mustHaveData: false,
};

/** Kayenta's classifier of one metric, NetflixACAJudge-v1.0, as its documentation and our reading of it describe it. */
export function classify(
  experiment: readonly number[],
  control: readonly number[],
  options: Options,
  random: Random = seeded(1),
): Classification {
  const [x, y] = [experiment, control].map((values) => withoutNaN(values, options.nanStrategy));
  if (x.length === 0 || y.length === 0) return withoutData(options);
  const distinct = new Set([...x, ...y]);
  if (distinct.size === 1 || sameValues(x, y)) return pass(1, 'no difference');
  const areConstant = new Set(x).size === 1 && new Set(y).size === 1;
  const [noisyX, noisyY] = areConstant ? [withNoise(x, random), withNoise(y, random)] : [x, y];
  const deviation = meanRatio(noisyX, noisyY);
  const effect = options.measure === 'cles' ? cles(noisyX, noisyY) : deviation;
  const label = labelOf(shiftOf(noisyX, noisyY, options.confidence), effect, options);
  if (label === 'Pass') return pass(deviation, 'within the tolerance');
  const [least, most] = options.criticalEffect;
  const isCritical = Number.isNaN(effect) || (label === 'High' ? effect >= most : effect <= least);
  return { label, deviation, critical: options.critical && isCritical, reason: `classified as ${label}` };
}

/** Beyond the tolerance, a part of the estimated shift, with the whole confidence interval; an effect that is NaN is not asked. */
function labelOf(
  { low, high, estimate }: Shift,
  effect: number,
  { tolerance, direction, effect: allowed }: Options,
): Label {
  const bound = tolerance * Math.abs(estimate);
  const isUnknown = Number.isNaN(effect);
  if (direction !== 'decrease' && low > bound && (isUnknown || effect >= allowed[1])) return 'High';
  if (direction !== 'increase' && high < -bound && (isUnknown || effect <= allowed[0])) return 'Low';
  return 'Pass';
}

/** Kayenta's other classifier, which only compares means. */
export function classifyByMean(experiment: readonly number[], control: readonly number[]): Label {
  const [x, y] = [mean(experiment), mean(control)];
  if (x === y) return 'Pass';
  return x > y ? 'High' : 'Low';
}

function withoutData({ nanStrategy, mustHaveData, critical }: Options): Classification {
  if (nanStrategy === 'replace') return pass(1, 'no data, which counts as 0');
  const label = mustHaveData && !critical ? 'NodataFailMetric' : 'Nodata';
  return { label, deviation: 1, critical: label === 'Nodata' && critical, reason: 'no data' };
}

function pass(deviation: number, reason: string): Classification {
  return { label: 'Pass', critical: false, deviation, reason };
}

function withoutNaN(values: readonly number[], strategy: Options['nanStrategy']): readonly number[] {
  if (strategy === 'remove') return values.filter((value) => !Number.isNaN(value));
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}

/** Two constants would have no ranks to speak of: each value gets a noise of a hundred-thousandth of it. */
function withNoise(values: readonly number[], random: Random): readonly number[] {
  return values.map((value) => value + 1e-5 * value * normal(random));
}

function sameValues(x: readonly number[], y: readonly number[]): boolean {
  if (x.length !== y.length) return false;
  const sorted = [...y].sort((one, other) => one - other);
  return [...x].sort((one, other) => one - other).every((value, index) => value === sorted[index]);
}

function meanRatio(x: readonly number[], y: readonly number[]): number {
  const [above, below] = [mean(x), mean(y)];
  return above === 0 || below === 0 ? Number.NaN : above / below;
}

/** Share of pairs in which the experiment's value is the higher one, ties counting half. */
export function cles(x: readonly number[], y: readonly number[]): number {
  const wins = x.reduce(
    (sum, one) => sum + y.reduce((own, other) => own + (one > other ? 1 : one === other ? 0.5 : 0), 0),
    0,
  );
  return wins / (x.length * y.length);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
