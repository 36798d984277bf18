import { DriftMetric, DriftMetricName, driftOf, EnvironmentName, QualityTaskSpec } from '../../contract';
import { labelText } from '../compare/label-text';
import { countInBins, DriftBins, freezeClassBins, freezeScoreBins } from '../judge/drift-bins';
import { effectSizes } from '../judge/effect-size';
import { Ledger } from '../ledger/ledger';
import { Prediction } from './joined';
import { numberOf } from './number-of';

/** Two versions that take requests at the same time. */
export interface VersionPair {
  readonly before: { readonly environment: EnvironmentName; readonly version: string };
  /** The newer one: the drift is its. */
  readonly after: { readonly environment: EnvironmentName; readonly version: string };
}

/** What two versions have predicted since both of them do, and of what, by what it is of. Kept from window to window, so it is small. */
export interface DriftState {
  readonly pair: VersionPair;
  readonly series: Readonly<Record<string, DriftSeries>>;
}

/** Values until there are enough to make bins of; counts in bins from then on. */
export type DriftSeries =
  | { readonly kind: 'values'; readonly before: readonly DriftValue[]; readonly after: readonly DriftValue[] }
  | {
      readonly kind: 'counts';
      readonly bins: DriftBins;
      readonly before: readonly number[];
      readonly after: readonly number[];
    };

type DriftValue = number | string;

/** How far the two are apart, by what it is of and by the names of the metrics. */
export type DriftSizes = Readonly<Record<string, { readonly [Name in DriftMetricName]?: number }>>;

/** Fewer values of a version say nothing: with a hundred each, chance alone makes a PSI above 0.3 in one of twenty. */
const LEAST = 100;

/** Most values of a version that are kept without bins. Of so many there are a hundred of one kind: either numbers or classes. */
const MOST_KEPT = 2 * LEAST - 1;

/** Longest name of a class in the state; classes that begin alike for so long are one. */
const LONGEST_CLASS = 100;

/** Stands for a value that is not there, or is none: counted in the last bin. No label is empty. */
const NO_VALUE = '';

/** The versions whose predictions can be compared now; undefined when there is one only. */
export function pairIn({ live, standby, release }: Ledger): VersionPair | undefined {
  if (live === undefined) return undefined;
  if (standby !== undefined) return { before: named(standby), after: named(live) };
  if (release === undefined || release.environment === live.environment) return undefined;
  return { before: named(live), after: named(release) };
}

/**
 * Adds the predictions of a window; another pair than the state's begins anew. A window in which one of the two predicted nothing is left
 * out: other times have other requests. A prediction without a version is its environment's.
 */
export function addToDrift(
  state: DriftState | undefined,
  pair: VersionPair,
  predictions: readonly Prediction[],
  { task, features = [] }: { readonly task: QualityTaskSpec; readonly features?: readonly string[] },
): DriftState {
  const known = state !== undefined && isSame(state.pair, pair) ? state.series : {};
  const [before, after] = [pair.before, pair.after].map((side) =>
    predictions.filter(
      ({ environment, version = side.version }) => environment === side.environment && version === side.version,
    ),
  );
  if (before.length === 0 || after.length === 0) return { pair, series: known };
  const add = (of: string, valueOf: (prediction: Prediction) => DriftValue, classOf = valueOf) => {
    const series = known[of] ?? { kind: 'values', before: [], after: [] };
    const read = isOfClasses(series) ? classOf : valueOf;
    return [of, added(series, before.map(read), after.map(read))] as const;
  };
  return {
    pair,
    series: Object.fromEntries([
      task.kind === 'regression' ? add(driftOf(), predictedNumber) : add(driftOf(), scoreOrClass, predictedClass),
      ...features.map((name) => add(driftOf(name), ({ features: inputs }) => inputs?.[name] ?? NO_VALUE)),
    ]),
  };
}

/** What can be said by now: nothing of what either version has fewer than a hundred values of. */
export function driftSizes({ series }: DriftState): DriftSizes {
  return Object.fromEntries(
    Object.entries(series).flatMap(([of, each]) => {
      if (each.kind === 'values' || sum(each.before) < LEAST || sum(each.after) < LEAST) return [];
      const sizes = effectSizes(each.before, each.after);
      if (sizes === undefined) return [];
      const { psi, js, ks, noise } = sizes;
      const measured = { [DriftMetric.PSI]: psi, [DriftMetric.PSI_NOISE]: noise.psi, [DriftMetric.JS]: js };
      return [[of, each.bins.kind === 'scores' ? { ...measured, [DriftMetric.KS]: ks } : measured]];
    }),
  );
}

function added(series: DriftSeries, before: readonly DriftValue[], after: readonly DriftValue[]): DriftSeries {
  if (series.kind === 'counts') {
    const counted = (counts: readonly number[], values: readonly DriftValue[]) => {
      const more = countInBins(series.bins, values);
      return counts.map((count, bin) => count + more[bin]);
    };
    return { ...series, before: counted(series.before, before), after: counted(series.after, after) };
  }
  const values = { before: [...series.before, ...before], after: [...series.after, ...after] };
  const bins = frozen(values.before);
  if (bins === undefined) return { kind: 'values', before: kept(values.before), after: kept(values.after) };
  // A score among classes has a class, which nobody kept: it is left out.
  const counted = (side: readonly DriftValue[]) =>
    countInBins(bins, bins.kind === 'classes' ? side.filter((value) => typeof value === 'string') : side);
  return { kind: 'counts', bins, before: counted(values.before), after: counted(values.after) };
}

/** Bins of the version before; undefined while it has too few values. Scores if there are enough of them, because they say more. */
function frozen(values: readonly DriftValue[]): DriftBins | undefined {
  const [numbers, texts] = [values.filter((value) => typeof value === 'number'), values.filter(isClass)];
  if (numbers.length >= LEAST) return freezeScoreBins(numbers);
  if (texts.length < LEAST || (numbers.length > 0 && numbers.length + texts.length < MOST_KEPT)) return undefined;
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return freezeClassBins(Object.fromEntries(counts));
}

/** No more than bins are made of: the state must not grow while one version has no traffic. */
function kept(values: readonly DriftValue[]): readonly DriftValue[] {
  return values.filter((value) => typeof value === 'number' || isClass(value)).slice(0, MOST_KEPT);
}

function isOfClasses(series: DriftSeries): boolean {
  return series.kind === 'counts' && series.bins.kind === 'classes';
}

function isClass(value: DriftValue): value is string {
  return typeof value === 'string' && value !== NO_VALUE;
}

function predictedNumber({ prediction }: Prediction): DriftValue {
  return numberOf(prediction) ?? NO_VALUE;
}

function scoreOrClass(prediction: Prediction): DriftValue {
  return prediction.score ?? predictedClass(prediction);
}

function predictedClass({ prediction }: Prediction): DriftValue {
  return (labelText(prediction) ?? NO_VALUE).slice(0, LONGEST_CLASS);
}

function named({ environment, version }: VersionPair['before']): VersionPair['before'] {
  return { environment, version };
}

function isSame(one: VersionPair, other: VersionPair): boolean {
  return (['before', 'after'] as const).every(
    (side) => one[side].environment === other[side].environment && one[side].version === other[side].version,
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
