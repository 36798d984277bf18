import * as z from 'zod';
import { OperationError } from '../../operation-error';
import { isoSeconds } from '../../text/time';
import { readCount } from './count';
import { Problems, shown } from './problems';
import { Series } from './series';
import { minuteOf, plural } from './side';
import { readTime } from './timestamp';

const TIME = z.union([z.string(), z.number()]);

/** What `aws cloudwatch get-metric-data` prints. The command merges pages by appending, so one Id may come several times. */
const METRIC_DATA = z.object({
  MetricDataResults: z.array(
    z.object({
      Id: z.string(),
      Label: z.string().optional(),
      Timestamps: z.array(TIME),
      Values: z.array(z.number()),
      StatusCode: z.string().optional(),
    }),
  ),
  NextToken: z.string().nullish(),
});

/** What `aws cloudwatch get-metric-statistics` prints: one metric, in no order. */
const METRIC_STATISTICS = z.object({
  Label: z.string(),
  // Loose, so that an error can name the statistics that there are.
  Datapoints: z.array(
    z.looseObject({ Timestamp: TIME, Sum: z.number().optional(), SampleCount: z.number().optional() }),
  ),
});

/** Metrics of a file, and what was read otherwise than it stands there. */
export interface ReadSeries {
  readonly series: readonly Series[];
  readonly notes: readonly string[];
}

/** A value and where in the file it stands. */
interface Datapoint {
  readonly at: string;
  readonly time: string | number;
  readonly value: number;
}

/**
 * Reads JSON of either command of the AWS CLI.
 *
 * @throws OperationError with file, place, value, rule and remedy
 */
export function readCloudWatch(file: string, text: string): ReadSeries {
  const json = parseJson(file, text);
  const data = METRIC_DATA.safeParse(json);
  if (data.success) return seriesOfData(file, data.data);
  const statistics = METRIC_STATISTICS.safeParse(json);
  if (statistics.success) return seriesOfStatistics(file, statistics.data);
  const isData = typeof json === 'object' && json !== null && 'MetricDataResults' in json;
  const issue = (isData ? data : statistics).error.issues[0];
  throw new OperationError(
    `${file} must be JSON of aws cloudwatch get-metric-data or get-metric-statistics, but ${issue.path.join('.') || 'the top'} is not: ${issue.message}; export it again with --output json`,
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError(`${file} must be JSON: ${reason}; export it again with --output json`, { cause: error });
  }
}

function seriesOfData(
  file: string,
  { MetricDataResults: results, NextToken }: z.infer<typeof METRIC_DATA>,
): ReadSeries {
  const problems = new Problems(file);
  if (typeof NextToken === 'string') {
    problems.add('NextToken', 'the export must be whole, got its first page; leave out --no-paginate and --max-items');
  }
  const byId = new Map<string, { labels: Set<string>; points: Datapoint[]; status: string }>();
  results.forEach(({ Id, Label, Timestamps, Values, StatusCode = 'Complete' }, index) => {
    const at = `MetricDataResults[${index}]`;
    if (Timestamps.length !== Values.length) {
      problems.add(
        at,
        `there must be a value for each time, got ${Values.length} for ${Timestamps.length}; export it again`,
      );
      return;
    }
    const merged = byId.get(Id) ?? { labels: new Set<string>(), points: [], status: '' };
    byId.set(Id, merged);
    if (Label !== undefined) merged.labels.add(Label);
    merged.status = StatusCode; // of the last page
    merged.points.push(
      ...Values.map((value, nth) => ({ at: `${at}, value ${nth + 1}`, time: Timestamps[nth], value })),
    );
  });
  for (const [id, { status }] of byId) {
    if (status !== 'Complete') {
      problems.add(
        id,
        `StatusCode must be Complete, got ${shown(status)}; a metric with parts missing proves nothing, export it again`,
      );
    }
  }
  const notes: string[] = [];
  const series = [...byId].map(([id, { labels, points }]) => ({
    file,
    names: [...new Set([id, ...labels])],
    values: valuesOf(file, id, points, problems, notes),
  }));
  problems.throwIfAny();
  return { series, notes };
}

/** The sum goes by the label, and the number of samples by its own name: metrics of 0 or 1 for each request have both in one. */
function seriesOfStatistics(file: string, { Label, Datapoints }: z.infer<typeof METRIC_STATISTICS>): ReadSeries {
  const problems = new Problems(file);
  const notes: string[] = [];
  const statistics = [
    { name: Label, key: 'Sum' },
    { name: 'SampleCount', key: 'SampleCount' },
  ] as const;
  const series = statistics.flatMap(({ name, key }) => {
    const points = Datapoints.flatMap(({ Timestamp, [key]: value }, index) =>
      value === undefined ? [] : [{ at: `Datapoints[${index}].${key}`, time: Timestamp, value }],
    );
    if (points.length === 0 && (key === 'SampleCount' || Datapoints.length > 0)) return [];
    return [{ file, names: [name], values: valuesOf(file, name, points, problems, notes) }];
  });
  if (series.length === 0) {
    problems.add(
      'Datapoints',
      `there must be the statistic Sum or SampleCount, got ${statisticsIn(Datapoints)}; export it with --statistics Sum`,
    );
  }
  problems.throwIfAny();
  return { series, notes };
}

function statisticsIn(datapoints: readonly object[]): string {
  const keys = new Set(datapoints.flatMap((point) => Object.keys(point)));
  return (
    [...keys]
      .filter((key) => key !== 'Timestamp' && key !== 'Unit')
      .map(shown)
      .join(', ') || 'none'
  );
}

/** The first value of a minute counts: pages that overlap repeat some. */
function valuesOf(
  file: string,
  name: string,
  points: readonly Datapoint[],
  problems: Problems,
  notes: string[],
): ReadonlyMap<number, number> {
  const first = new Map<number, { readonly seconds: number; readonly count: number }>();
  let repeated = 0;
  for (const { at, time: given, value } of points) {
    const time = readTime(given, shown(given));
    const count = readCount(name, value);
    for (const read of [time, count]) if ('problem' in read) problems.add(at, read.problem);
    if ('problem' in time || 'problem' in count) continue;
    const before = first.get(minuteOf(time.seconds));
    if (before === undefined) first.set(minuteOf(time.seconds), { seconds: time.seconds, count: count.count });
    else if (before.seconds === time.seconds) repeated += 1;
    else {
      const two = [before.seconds, time.seconds].map((seconds) => isoSeconds(new Date(1000 * seconds)).slice(11, 19));
      problems.add(
        at,
        `values must be a minute apart at least, got ${two.join(' and ')}; export it with a period of 60 seconds`,
      );
    }
  }
  if (repeated > 0) {
    notes.push(
      `${file}: ${plural(repeated, 'value')} of ${name} for a minute that had one before; the first counts, the others change nothing`,
    );
  }
  return new Map([...first].map(([minute, { count }]) => [minute, count]));
}
