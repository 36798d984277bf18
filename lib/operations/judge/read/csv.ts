import { parse } from 'csv-parse/sync';
import { Counts } from '../../../contract/judge';
import { OperationError } from '../../operation-error';
import { isoSeconds } from '../../text/time';
import { readCount } from './count';
import { Problems, shown } from './problems';
import { periodProblem } from './period';
import { minuteOf, Names, plural, Side } from './side';
import { readTime } from './timestamp';

/** A row of the file and the line on which it ends. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Where the columns are; a file about one guardrail has no column for it. */
interface Columns {
  readonly timestamp: number;
  readonly total: number;
  readonly events: number;
  readonly guardrail: number | undefined;
}

interface Reading {
  readonly line: number;
  readonly guardrail: string;
  readonly seconds: number;
  readonly counts: Counts;
}

/**
 * Reads a header, and rows of a time, a total and events, in any order; with a column `guardrail` rows of several guardrails. Other columns
 * are left alone.
 *
 * @throws OperationError with file, line, value, rule and remedy
 */
export function readCsv(file: string, text: string, names: Names): Side {
  const [header, ...rows] = rowsOf(file, text);
  if (header === undefined) {
    throw new OperationError(
      `${file} is empty; its first line must name the columns ${names.timestamp}, ${names.total} and ${names.events}`,
    );
  }
  const columns = columnsOf(file, header, names);
  const problems = new Problems(file);
  const readings = rows.flatMap((row) => readRow(row, columns, header.cells.length, names, problems));
  const side = recordingOf(file, readings, problems);
  problems.throwIfAny();
  return side;
}

function rowsOf(file: string, text: string): readonly Row[] {
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true, // said with the line by us
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[]; // because of `info`
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError(`${file} must be CSV: ${reason}; correct it, or export it again`, { cause: error });
  }
}

function columnsOf(file: string, header: Row, names: Names): Columns {
  const present = header.cells.map((cell) => cell.toLowerCase());
  const find = (name: string) => {
    const index = present.indexOf(name.toLowerCase());
    return index < 0 ? undefined : index;
  };
  const needed = (['timestamp', 'total', 'events'] as const).map((key) => ({ key, index: find(names[key]) }));
  const missing = needed.filter(({ index }) => index === undefined);
  if (missing.length > 0) {
    const columns = missing.map(({ key }) => names[key]).join(', ');
    const options = missing.map(({ key }) => `--${key}`).join(', ');
    throw new OperationError(
      `${file}, line ${header.line}: there must be a column for ${columns}, got ${header.cells.map(shown).join(', ')}; name yours with ${options}`,
    );
  }
  const [timestamp, total, events] = needed.map(({ index }) => index as number);
  if (new Set([timestamp, total, events]).size < needed.length) {
    const columns = needed.map(({ key }) => `--${key} ${shown(names[key])}`).join(', ');
    throw new OperationError(
      `${file}, line ${header.line}: time, requests and events must be columns of their own, got ${columns}; name the right ones`,
    );
  }
  return { timestamp, total, events, guardrail: find(names.guardrail) };
}

function readRow({ line, cells }: Row, columns: Columns, width: number, names: Names, problems: Problems): Reading[] {
  const at = `line ${line}`;
  if (cells.length !== width) {
    problems.add(at, `there must be ${width} cells, as in the header, got ${cells.length}; correct the row`);
    return [];
  }
  const time = readTime(cells[columns.timestamp], shown(cells[columns.timestamp]));
  const total = readCount(names.total, cells[columns.total]);
  const events = readCount(names.events, cells[columns.events]);
  for (const read of [time, total, events]) if ('problem' in read) problems.add(at, read.problem);
  if ('problem' in time || 'problem' in total || 'problem' in events) return [];
  if (events.count > total.count) {
    problems.add(
      at,
      `${names.events} must be ${names.total} at most, got ${events.count} of ${total.count}; name the right columns with --total and --events`,
    );
    return [];
  }
  const guardrail = columns.guardrail === undefined ? names.onlyGuardrail : cells[columns.guardrail];
  if (guardrail === '') {
    problems.add(at, `${names.guardrail} must not be empty; name the guardrail that the row is about`);
    return [];
  }
  return [{ line, guardrail, seconds: time.seconds, counts: { events: events.count, total: total.count } }];
}

/** The first row of a minute counts: a judge reads each minute once. */
function recordingOf(file: string, readings: readonly Reading[], problems: Problems): Side {
  const first = new Map<string, Map<number, Reading>>();
  const repeated: { readonly again: Reading; readonly before: Reading }[] = [];
  for (const reading of readings) {
    const minutes = first.get(reading.guardrail) ?? new Map<number, Reading>();
    first.set(reading.guardrail, minutes);
    const minute = minuteOf(reading.seconds);
    const before = minutes.get(minute);
    if (before === undefined) minutes.set(minute, reading);
    else if (before.seconds === reading.seconds) repeated.push({ again: reading, before });
    else problems.add(`line ${reading.line}`, twoParts(reading, before));
  }
  for (const [guardrail, minutes] of first) {
    const problem = periodProblem(
      [...minutes.values()].map(({ seconds }) => seconds),
      'requests',
    );
    if (problem !== undefined) problems.add(`guardrail ${shown(guardrail)}`, problem);
  }
  const recording = new Map(
    [...first].map(([name, minutes]) => [name, new Map([...minutes].map(([at, { counts }]) => [at, counts]))]),
  );
  return { recording, silent: new Map(), notes: [...repeatedNote(file, repeated), ...orderNote(file, readings)] };
}

function twoParts(reading: Reading, before: Reading): string {
  const [one, other] = [before, reading].map(({ seconds }) => isoSeconds(new Date(1000 * seconds)).slice(11, 19));
  return (
    `rows must be a minute apart at least, got ${other} after ${one} of line ${before.line} for ${shown(reading.guardrail)}; ` +
    'add up the rows of each minute'
  );
}

function repeatedNote(
  file: string,
  repeated: readonly { readonly again: Reading; readonly before: Reading }[],
): string[] {
  if (repeated.length === 0) return [];
  const [{ again, before }] = repeated;
  return [
    `${file}: ${plural(repeated.length, 'row')} for a minute that had one before (line ${again.line} after line ${before.line}); the first counts, the others change nothing`,
  ];
}

function orderNote(file: string, readings: readonly Reading[]): string[] {
  const byGuardrail = new Map<string, number[]>();
  for (const { guardrail, seconds } of readings) {
    const times = byGuardrail.get(guardrail);
    if (times === undefined) byGuardrail.set(guardrail, [seconds]);
    else times.push(seconds);
  }
  const isMixed = [...byGuardrail.values()].some((times) => !isOrdered(times));
  return isMixed ? [`${file}: rows are not in the order of time; they are read in it`] : [];
}

/** From the newest to the oldest is an order too. */
function isOrdered(times: readonly number[]): boolean {
  const steps = times.slice(1).map((time, index) => time - times[index]);
  return steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
}
