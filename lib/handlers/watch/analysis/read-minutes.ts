import {
  AnalysisPlan,
  Counts,
  EnvironmentName,
  otherEnvironment,
  OwnGuardrail,
  ReleaseAnalysis,
  THROTTLE_ERRORS,
} from '../../../contract';
import { Minutes, Readings, Sides, Span } from '../../../core/analysis/read';
import { Unread } from '../../../core/analysis/unread';
import { messageOf, nameOf } from '../../shared/errors';
import { CloudWatch } from '../../shared/metric-points';
import { MinuteSource } from '../minute-source';
import { binsOf, eventsOutOf, readOwnMetrics, Series, valuesOf } from './own-metrics';
import { readFailed, readSlow } from './traffic-counts';

/** Where the guardrails of a release are measured. */
export interface Measuring {
  readonly cloudwatch: CloudWatch;
  readonly counts: (environment: EnvironmentName) => MinuteSource;
  readonly own: readonly OwnGuardrail[];
}

type Both<T> = Readonly<Record<keyof Sides<T>, T>>;

type Attempt<T> = { readonly read: T } | { readonly failed: string };

/**
 * Reads a span of minutes of both sides. `experiment` is the environment of the new version. What can't be read is told by its name and
 * leaves the rest as it is; only throttling goes on as an error, for the workflow to try again.
 */
export async function readSpan(
  { cloudwatch, counts, own }: Measuring,
  plan: AnalysisPlan,
  { latencies }: ReleaseAnalysis,
  { experiment, span, now }: { readonly experiment: EnvironmentName; readonly span: Span; readonly now: string },
): Promise<Readings> {
  const onBothSides = <T>(read: (environment: EnvironmentName) => Promise<T>) =>
    attempt(() => both(read, otherEnvironment(experiment), experiment));
  const [failed, slow, series] = await Promise.all([
    onBothSides((environment) => readFailed(cloudwatch, counts(environment), { span, now })),
    onBothSides((environment) => readSlow(cloudwatch, counts(environment), latencies, span)),
    Promise.all(
      own.map(async (each): Promise<[string, Attempt<Both<readonly Series[]>>]> => [
        each.name,
        await onBothSides((environment) => readOwnMetrics(cloudwatch, each[environment], span)),
      ]),
    ),
  ]);
  const ownOf = new Map(series);
  const failures: Record<string, Unread[string]> = {};
  /** What becomes of an attempt under this name. */
  const named = <T, U>(name: string, tried: Attempt<T> | undefined, made: (read: T) => U): [string, U][] => {
    if (tried !== undefined && 'read' in tried) return [[name, made(tried.read)]];
    failures[name] = { reason: tried?.failed ?? 'the watch function was not told its metrics; deploy the model again' };
    return [];
  };
  const rules = plan.guardrails;
  const of = (kind: (typeof rules)[number]['source']['kind']) =>
    rules.filter((rule) => rule.kind !== 'drift' && rule.source.kind === kind).map(({ name }) => name);
  const drifts = rules.filter(({ kind }) => kind === 'drift').map(({ name }) => name);
  const slowOf = (name: string) => (all: Both<Readonly<Record<string, Minutes<Counts>>>>) =>
    sidesOf(all, (side) => side[name] ?? new Map<number, Counts>());
  return {
    counts: Object.fromEntries([
      ...of('failed-requests').flatMap((name) => named(name, failed, (sides): Sides<Counts> => sides)),
      ...of('slow-requests').flatMap((name) => named(name, slow, slowOf(name))),
    ]),
    own: Object.fromEntries(
      of('own-metrics').flatMap((name) => named(name, ownOf.get(name), (sides) => sidesOf(sides, eventsOutOf))),
    ),
    bins: Object.fromEntries(drifts.flatMap((name) => named(name, ownOf.get(name), (sides) => sidesOf(sides, binsOf)))),
    values: Object.fromEntries(
      plan.thresholds.flatMap(({ name }) => named(name, ownOf.get(name), (sides) => valuesOf(sides.experiment))),
    ),
    failed: failures,
  };
}

async function both<T>(
  read: (environment: EnvironmentName) => Promise<T>,
  old: EnvironmentName,
  fresh: EnvironmentName,
): Promise<Both<T>> {
  const [control, experiment] = await Promise.all([read(old), read(fresh)]);
  return { control, experiment };
}

function sidesOf<T, U>({ control, experiment }: Both<T>, made: (side: T) => U): Both<U> {
  return { control: made(control), experiment: made(experiment) };
}

async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { read: await read() };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { failed: `${nameOf(error)}: ${messageOf(error)}` };
  }
}
