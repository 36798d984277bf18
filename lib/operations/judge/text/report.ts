import { stripVTControlCharacters } from 'node:util';
import { Look } from '../../../core/retrospective/replay';
import { Colors } from '../../terminal';
import { hanging } from '../../text/layout';
import type { Retrospective } from '../judge';
import { plural } from '../read/side';
import { clockText, countText, dateText, logText } from './numbers';
import { guardrailTable, rowsOf, verdictTable } from './table';
import { guardrailText, verdictText } from './words';

/** A replay for people, 80 columns wide: what was judged, the evidence over time, the verdict. */
export function renderReport(found: Retrospective, colors: Colors): string {
  const { guardrails, replay } = found;
  const rows = rowsOf(replay);
  const skipped = rows.length < replay.looks.length ? ['(not every minute is shown; --json has all)'] : [];
  return [
    ...headLines(found, colors),
    ...guardrails.flatMap(({ name }) => ['', colors.bold(name), ...guardrailTable(rows, name)]),
    ...(guardrails.length > 1 ? ['', colors.bold('together'), ...verdictTable(rows, colors)] : []),
    ...skipped,
    '',
    ...verdictLines(found, colors),
  ].join('\n');
}

function headLines({ files, settings, guardrails, replay, notes }: Retrospective, colors: Colors): string[] {
  const { rollbackAt, promoteAt } = replay.looks[0].judgement;
  const { alphaRollback, alphaPromote, lagSeconds } = settings;
  return [
    row('control', files.control.join(' ')),
    row('experiment', files.experiment.join(' ')),
    row('from', `${dateText(replay.startedAt)} on, each minute read ${lagSeconds} s after its beginning`),
    row('rollback', `when logE of all together reaches ${logText(rollbackAt)} (alpha ${alphaRollback})`),
    row('promotion', `when safe of each guardrail reaches ${logText(promoteAt)} (alpha ${alphaPromote})`),
    ...guardrails.map((rule) => row('guardrail', guardrailText(rule))),
    ...notes.map((note) => row(colors.yellow('note'), note)),
  ];
}

function verdictLines(found: Retrospective, colors: Colors): string[] {
  const { replay } = found;
  const title = `${verdictText(replay.verdict, colors)}  `;
  return [
    hanging(title, whatHappened(found)),
    row('because', replay.decidedBy.judgement.reason),
    ...(replay.verdict === 'INSUFFICIENT_DATA' ? [row('enough', enoughText(found))] : []),
  ];
}

function whatHappened({ replay, settings }: Retrospective): string {
  const { end, decidedBy, firstPass, looks } = replay;
  const last = looks[looks.length - 1];
  switch (end) {
    case 'rolled-back':
      return firstPass === undefined
        ? `would have been rolled back ${when(decidedBy, replay.startedAt)}`
        : `would have been rolled back ${when(decidedBy, replay.startedAt)}; it could have been promoted from ${clockText(firstPass.now)} on, so that may have been in its standby time`;
    case 'promotable':
      return `could have been promoted ${when(decidedBy, replay.startedAt)}; no rollback until the recording's end at ${clockText(last.minute + 60)}`;
    case 'inconclusive':
      return `undecided ${when(decidedBy, replay.startedAt)}; then ${consequence(decidedBy, settings.onInconclusive)}`;
    case 'recording-ended':
      return `undecided when the recording ends, ${when(decidedBy, replay.startedAt)}`;
    default:
      return end satisfies never;
  }
}

/** `at 10:17, 17 minutes after the start, from 14 minutes of data` */
function when({ now, minute }: Look, startedAt: number): string {
  const after = Math.round((now - startedAt) / 60);
  const data = (minute - startedAt) / 60 + 1;
  return `at ${clockText(now)}, ${plural(after, 'minute')} after the start, by ${plural(data, 'minute')} of data`;
}

function consequence({ judgement }: Look, onInconclusive: string): string {
  if (judgement.action === 'hold') return 'somebody has to decide';
  return `${judgement.action === 'rollback' ? 'rolled back' : 'promoted unproven'} (on-inconclusive is ${onInconclusive})`;
}

/** How much traffic would have decided, at the same rates. */
function enoughText({ sufficient, replay, guardrails }: Retrospective): string {
  const { guardrails: evidence } = replay.decidedBy.judgement;
  if (sufficient === undefined || sufficient === null) {
    const limits = guardrails
      .map(({ name, tolerance, badRatio }) => `${name} from ${tolerance} to ${badRatio}`)
      .join(', ');
    return `not 1,000 times this traffic: the ratios lie between good and bad (${limits}), or a guardrail has no traffic; change the limits, or look at the guardrail`;
  }
  const minutes = (replay.decidedBy.minute - replay.startedAt) / 60 + 1;
  const least = evidence.reduce((one, other) => (other.experiment.total < one.experiment.total ? other : one));
  const perMinute = (total: number) => countText((total / minutes) * sufficient.factor);
  const { experiment, control } = least;
  return (
    `if the rates are really these, ${Number(sufficient.factor.toPrecision(2))} times the traffic gives ${sufficient.verdict}: about ` +
    `${perMinute(experiment.total)} requests a minute of the experiment and ${perMinute(control.total)} of the control, ` +
    `or as it was for ${countText(Math.ceil(minutes * sufficient.factor))} minutes (--max-duration); plan for twice that`
  );
}

const LABEL_WIDTH = 12;

/** A label and its text, which goes on below itself. */
function row(label: string, value: string): string {
  return hanging(`${label}${' '.repeat(Math.max(1, LABEL_WIDTH - stripVTControlCharacters(label).length))}`, value);
}
