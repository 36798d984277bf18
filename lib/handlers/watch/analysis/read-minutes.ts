import {
  AnalysisPlan,
  Counts,
  EnvironmentName,
  otherEnvironment,
  OwnGuardrail,
  ReleaseAnalysis,
} from '../../../contract';
import { Minutes, Readings, Sides, Span } from '../../../core/analysis/read';
import { CloudWatch } from '../alarms';
import { MinuteSource } from '../minute-source';
import { binsOfSeries, countsOfSeries, readOwnMetrics, valuesOfSeries } from './own-metrics';
import { readTraffic, TrafficCounts } from './traffic-counts';

/** Where the guardrails of a release are measured. */
export interface Measuring {
  readonly cloudwatch: CloudWatch;
  readonly counts: (environment: EnvironmentName) => MinuteSource;
  readonly own: readonly OwnGuardrail[];
}

/** Reads a span of minutes of both sides. `experiment` is the environment of the new version. */
export async function readSpan(
  { cloudwatch, counts, own }: Measuring,
  plan: AnalysisPlan,
  { latencies }: ReleaseAnalysis,
  { experiment, span, now }: { readonly experiment: EnvironmentName; readonly span: Span; readonly now: string },
): Promise<Readings> {
  const traffic = (environment: EnvironmentName) =>
    readTraffic(cloudwatch, counts(environment), latencies, { span, now });
  const ownSeries = (environment: EnvironmentName) =>
    Promise.all(own.map((each) => readOwnMetrics(cloudwatch, each[environment], span)));
  const control = otherEnvironment(experiment);
  const [old, fresh, ownOld, ownFresh] = await Promise.all([
    traffic(control),
    traffic(experiment),
    ownSeries(control),
    ownSeries(experiment),
  ]);
  const ownSides = <T>(name: string, made: (series: (typeof ownOld)[number]) => Minutes<T>): Sides<T> => {
    const index = own.findIndex((each) => each.name === name);
    return { control: made(ownOld[index] ?? []), experiment: made(ownFresh[index] ?? []) };
  };
  const entries = plan.guardrails.flatMap((rule): [string, Sides<Counts>][] => {
    if (rule.kind === 'drift') return [];
    switch (rule.source.kind) {
      case 'failed-requests':
        return [[rule.name, { control: old.failed, experiment: fresh.failed }]];
      case 'slow-requests':
        return [[rule.name, { control: slowOf(old, rule.name), experiment: slowOf(fresh, rule.name) }]];
      case 'own-metrics':
        return [[rule.name, ownSides(rule.name, countsOfSeries)]];
      default:
        return rule.source satisfies never;
    }
  });
  const drifts = plan.guardrails.filter(({ kind }) => kind === 'drift');
  return {
    counts: Object.fromEntries(entries),
    bins: Object.fromEntries(drifts.map(({ name }) => [name, ownSides(name, binsOfSeries)])),
    values: Object.fromEntries(
      plan.thresholds.map(({ name }) => [name, ownSides(name, ([series]) => valuesOfSeries(series)).experiment]),
    ),
  };
}

function slowOf({ slow }: TrafficCounts, name: string): Minutes<Counts> {
  return slow[name] ?? new Map<number, Counts>();
}
