import { Counts } from '../../../contract/judge';
import { Minutes } from '../../../core/retrospective/recording';
import { OperationError } from '../../operation-error';
import { isoSeconds } from '../../text/time';
import { periodProblem } from './period';
import { Problems, shown } from './problems';
import { Names, plural, Side } from './side';

/** One metric: its values by the beginning of the minute in epoch seconds. */
export interface Series {
  readonly file: string;
  /** What it may be asked for by: its Id, its label. */
  readonly names: readonly string[];
  readonly values: ReadonlyMap<number, number>;
}

/**
 * Makes guardrails of metrics. A file about one guardrail has the metrics `total` and `events`; one about several has `NAME_events` for
 * each, and `NAME_total`, or `total` for all of them.
 *
 * @param files as an error names them
 * @throws OperationError when a metric is missing, or has events in a minute without requests
 */
export function guardrailsOf(files: string, series: readonly Series[], names: Names): Side {
  const suffix = `_${names.events}`;
  const several = series.flatMap((each) => {
    const name = each.names.find((one) => one.endsWith(suffix) && one.length > suffix.length); // its Id before its label
    return name === undefined ? [] : [name.slice(0, -suffix.length)];
  });
  const guardrails = new Map([...new Set(several)].map((name) => [name, `${name}${suffix}`]));
  if (find(files, series, names.events) !== undefined || guardrails.size === 0) {
    guardrails.set(names.onlyGuardrail, names.events);
  }
  const notes: string[] = [];
  const silent = new Map<string, string>();
  const recording = new Map<string, Minutes>();
  for (const [guardrail, eventsName] of guardrails) {
    const own = find(files, series, `${guardrail}_${names.total}`);
    const total = own ?? needed(files, series, names.total, '--total');
    const events = needed(files, series, eventsName, '--events');
    if (total === events) throw new OperationError(sameText(files, total, eventsName));
    const minutes = join(guardrail, total, events, notes);
    const busy = [...minutes.values()].filter((counts) => counts.total > 0).length;
    if (events.values.size === 0 && busy > 0) silent.set(guardrail, silentText(events, eventsName, busy));
    recording.set(guardrail, minutes);
  }
  return { recording, silent, notes };
}

function sameText(files: string, { names }: Series, eventsName: string): string {
  return (
    `${files} must have a metric for the requests and one for the events, got ${names.map(shown).join(', ')} for both; ` +
    `name the one that counts ${shown(eventsName)} with --events`
  );
}

/** What is not there is not 0. */
function silentText({ file }: Series, name: string, minutes: number): string {
  return (
    `${file} must have a value of ${shown(name)}, got none in ${plural(minutes, 'minute')} with requests: CloudWatch answers the same ` +
    'when nothing happened and when a name or a dimension is wrong; correct it, or write the zeros: as an expression FILL(…, 0), or in a CSV file'
  );
}

function find(files: string, series: readonly Series[], name: string): Series | undefined {
  const found = series.filter((each) => each.names.includes(name));
  if (found.length <= 1) return found.at(0);
  throw new OperationError(
    `${files} must have one metric ${shown(name)}, got ${found.length}; give them Ids of their own`,
  );
}

function needed(files: string, series: readonly Series[], name: string, option: string): Series {
  const found = find(files, series, name);
  if (found !== undefined) return found;
  const present = [...new Set(series.flatMap((each) => each.names))].map(shown).join(', ');
  throw new OperationError(
    `${files} must have a metric ${shown(name)}, got ${present === '' ? 'none' : present}; name yours with ${option}, or export it too`,
  );
}

/** CloudWatch has no value for a minute in which nothing was counted. With requests and no events that is none. */
function join(guardrail: string, total: Series, events: Series, notes: string[]): Minutes {
  const problems = new Problems(events.file);
  const periods = [periodProblem(total.values.keys(), 'requests'), periodProblem(events.values.keys(), 'events')];
  const wrong = periods.find((problem) => problem !== undefined);
  if (wrong !== undefined) problems.add(`guardrail ${shown(guardrail)}`, wrong);
  for (const [minute, count] of events.values) {
    if (count > 0 && !total.values.has(minute)) {
      problems.add(
        isoSeconds(new Date(1000 * minute)),
        `events need a total, got ${count} events of ${guardrail} and none; export both metrics for the same time`,
      );
    }
  }
  problems.throwIfAny();
  const minutes = [...total.values].map(([minute, count]): [number, Counts] => [
    minute,
    { events: events.values.get(minute) ?? 0, total: count },
  ]);
  const silent = minutes.filter(([minute]) => !events.values.has(minute)).length;
  const above = minutes.filter(([, counts]) => counts.events > counts.total).length;
  if (silent > 0) {
    notes.push(
      `${events.file}: ${plural(silent, 'minute')} of ${guardrail} with requests and no value for events; CloudWatch leaves out zeros, so they count as none`,
    );
  }
  if (above > 0) {
    notes.push(
      `${events.file}: ${plural(above, 'minute')} of ${guardrail} with more events than requests; they count as if each request was an event`,
    );
  }
  return new Map(minutes);
}
