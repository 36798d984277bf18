import { writeFileSync } from 'node:fs';
import { Batch, Guardrail, JudgeSettings } from '../../contract/judge';
import { judgeSettings } from '../../core/judge/guardrail';
import { firstMinute, pair, Recording } from '../../core/retrospective/recording';
import { Replay, replay } from '../../core/retrospective/replay';
import { SufficientTraffic, sufficientTraffic } from '../../core/retrospective/sufficient-traffic';
import { MINUTE } from '../../core/judge/state';
import { OperationError } from '../operation-error';
import { Terminal } from '../terminal';
import { isoSeconds } from '../text/time';
import { EXIT, JudgeOptions } from './command';
import { chosenGuardrails } from './guardrails';
import { plotSvg } from './plot/plot';
import { assertDistinctFiles } from './read/distinct';
import { readSide } from './read/files';
import { assertMinutes } from './read/period';
import { Names, plural, Side } from './read/side';
import { renderReport } from './text/report';

/** Everything that the command found out: what its text, its picture and its JSON show. */
export interface Retrospective {
  readonly files: { readonly control: readonly string[]; readonly experiment: readonly string[] };
  readonly settings: JudgeSettings;
  readonly guardrails: readonly Guardrail[];
  /** Minutes from the start on, by guardrail. */
  readonly batches: ReadonlyMap<string, readonly Batch[]>;
  readonly replay: Replay;
  /** What would have been enough; empty for a replay that decided. */
  readonly sufficient: readonly SufficientTraffic[];
  readonly notes: readonly string[];
}

/** A recording of more minutes has a wrong time in it, rather than a release of a month. */
const LONGEST_DAYS = 31;

/** Reads both sides, replays them and says how it went; answers the exit code. */
export function judgeRecordings(options: JudgeOptions, terminal: Terminal): number {
  const found = retrospective(options);
  terminal.print(renderReport(found, terminal.colors));
  if (options.plot !== undefined) write(options.plot, plotSvg(found));
  if (options.json !== undefined) write(options.json, `${JSON.stringify(toJson(found), null, 2)}\n`);
  return exitCodeOf(found.replay.verdict);
}

function retrospective(options: JudgeOptions): Retrospective {
  const settings = settingsOf(options);
  const names = namesOf(options);
  const control = readSide('--control', options.control, names);
  const experiment = readSide('--experiment', options.experiment, names);
  assertDistinctFiles({ '--control': options.control, '--experiment': options.experiment });
  const guardrails = chosenGuardrails(options.guardrail ?? [], options, {
    control: [...control.recording.keys()],
    experiment: [...experiment.recording.keys()],
  });
  const chosen = new Set(guardrails.map(({ name }) => name));
  assertEvents(chosen, control, experiment);
  const [inControl, inExperiment] = [control.recording, experiment.recording].map((each) => only(chosen, each));
  assertMinutes(inControl, inExperiment);
  const start = startOf(inControl, inExperiment);
  const paired = new Map(
    guardrails.map(({ name }) => [
      name,
      pair(inControl.get(name) ?? new Map(), inExperiment.get(name) ?? new Map(), start),
    ]),
  );
  const batches = new Map([...paired].map(([name, each]) => [name, each.batches]));
  assertShort(batches, start);
  const played = attempt(() => replay(settings, guardrails, batches, start));
  const gaps = [...paired].flatMap(([name, { controlOnly, experimentOnly }]) => [
    ...gapNote(name, controlOnly, 'experiment'),
    ...gapNote(name, experimentOnly, 'control'),
  ]);
  return {
    files: { control: options.control, experiment: options.experiment },
    settings,
    guardrails,
    batches,
    replay: played,
    sufficient: sufficientOf(settings, guardrails, played),
    notes: [...control.notes, ...experiment.notes, ...gaps],
  };
}

function settingsOf({ alphaRollback, alphaPromote, maxDuration, minimumRequests, onInconclusive }: JudgeOptions) {
  const maxDurationSeconds = maxDuration === undefined ? undefined : maxDuration * 60;
  return attempt(() =>
    judgeSettings({ alphaRollback, alphaPromote, maxDurationSeconds, minimumRequests, onInconclusive }),
  );
}

function namesOf({ timestamp, total, events, guardrail = [] }: JudgeOptions): Names {
  const onlyGuardrail = guardrail.length === 1 ? guardrail[0].name : 'errors';
  return { timestamp, total, events, guardrail: 'guardrail', onlyGuardrail };
}

function only(names: ReadonlySet<string>, recording: Recording): Recording {
  return new Map([...recording].filter(([name]) => names.has(name)));
}

/** One that nobody judges by may be silent. */
function assertEvents(chosen: ReadonlySet<string>, ...sides: readonly Side[]): void {
  const silent = sides.flatMap((side) => [...side.silent].filter(([name]) => chosen.has(name)).map(([, text]) => text));
  if (silent.length > 0) throw new OperationError(silent.join('\n'));
}

function startOf(control: Recording, experiment: Recording): number {
  const start = firstMinute(control, experiment);
  if (start !== undefined) return start;
  throw new OperationError('neither side has a minute; export the time of a release from both versions');
}

function assertShort(batches: ReadonlyMap<string, readonly Batch[]>, start: number): void {
  const last = Math.max(...[...batches.values()].map((minutes) => minutes.at(-1)?.minute ?? start));
  if (last - start <= LONGEST_DAYS * 86_400) return;
  const [from, to] = [start, last].map((minute) => isoSeconds(new Date(1000 * minute)));
  throw new OperationError(
    `a recording must span ${LONGEST_DAYS} days at most, got ${from} to ${to}; check the times, or cut it to one release`,
  );
}

function gapNote(name: string, minutes: number, without: string): string[] {
  return minutes === 0
    ? []
    : [`${plural(minutes, 'minute')} of ${name} without the ${without}: taken as without traffic`];
}

function sufficientOf(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  { verdict, startedAt, decidedBy }: Replay,
): readonly SufficientTraffic[] {
  if (verdict !== 'INSUFFICIENT_DATA') return [];
  const seconds = decidedBy.minute + MINUTE - startedAt;
  return sufficientTraffic(settings, guardrails, decidedBy.judgement.guardrails, seconds);
}

/** The judge's refusals are about what the command line or the files say. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new OperationError(error.message, { cause: error });
    throw error;
  }
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError(`${file} can't be written: ${reason}; name a file in a folder that exists`, {
      cause: error,
    });
  }
}

function exitCodeOf(verdict: Replay['verdict']): number {
  switch (verdict) {
    case 'PASS':
      return EXIT.pass;
    case 'FAIL':
      return EXIT.fail;
    case 'INSUFFICIENT_DATA':
      return EXIT.insufficientData;
    default:
      return verdict satisfies never;
  }
}

/** Times as people read them; the judge's state is left out, because nothing but the judge can use it. */
function toJson({ files, settings, guardrails, replay: played, sufficient, notes }: Retrospective) {
  const look = ({ minute, now, judgement }: Replay['decidedBy']) => ({
    minute: iso(minute),
    readAt: iso(now),
    ...judgement,
  });
  return {
    verdict: played.verdict,
    end: played.end,
    startedAt: iso(played.startedAt),
    decidedBy: look(played.decidedBy),
    firstPass: played.firstPass === undefined ? null : iso(played.firstPass.minute),
    sufficient,
    files,
    settings,
    guardrails,
    notes,
    looks: played.looks.map(look),
  };
}

function iso(seconds: number): string {
  return isoSeconds(new Date(1000 * seconds));
}
