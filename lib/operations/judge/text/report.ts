import { stripVTControlCharacters } from 'node:util';
import { Guardrail, JudgeSettings } from '../../../contract/judge';
import { Look } from '../../../core/retrospective/replay';
import { Needed, SufficientTraffic } from '../../../core/retrospective/sufficient-traffic';
import { Colors } from '../../terminal';
import { hanging } from '../../text/layout';
import type { Retrospective } from '../judge';
import { plural } from '../read/side';
import { countText, dateText, logText, momentText, percentText } from './numbers';
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
    ...found.sufficient.map((traffic) => row('enough', enoughText(traffic, found))),
  ];
}

function whatHappened({ replay, settings }: Retrospective): string {
  const { end, decidedBy, firstPass, looks, startedAt } = replay;
  const last = looks[looks.length - 1];
  switch (end) {
    case 'rolled-back':
      return firstPass === undefined
        ? `would have been rolled back ${when(decidedBy, startedAt)}`
        : `would have been rolled back ${when(decidedBy, startedAt)}; it could have been promoted from ${momentText(firstPass.now, startedAt)} on, so that may have been in its standby time`;
    case 'promotable':
      return `could have been promoted ${when(decidedBy, startedAt)}; no rollback until the recording's end at ${momentText(last.minute + 60, startedAt)}`;
    case 'inconclusive':
      return `undecided ${when(decidedBy, startedAt)}; then ${consequence(decidedBy, settings.onInconclusive)}`;
    case 'recording-ended':
      return `undecided when the recording ends, ${when(decidedBy, startedAt)}`;
    default:
      return end satisfies never;
  }
}

/** `at 10:17, 17 minutes after the start, from 14 minutes of data` */
function when({ now, minute }: Look, startedAt: number): string {
  const after = Math.round((now - startedAt) / 60);
  const data = (minute - startedAt) / 60 + 1;
  return `at ${momentText(now, startedAt)}, ${plural(after, 'minute')} after the start, by ${plural(data, 'minute')} of data`;
}

function consequence({ judgement }: Look, onInconclusive: string): string {
  if (judgement.action === 'hold') return 'somebody has to decide';
  return `${judgement.action === 'rollback' ? 'rolled back' : 'promoted unproven'} (on-inconclusive is ${onInconclusive})`;
}

/** What traffic would have decided about a guardrail. */
function enoughText(traffic: SufficientTraffic, { guardrails, settings }: Retrospective): string {
  const { guardrail, requestsPerMinute, share, baseRate, toPromote, toRollBack } = traffic;
  const { badRatio } = guardrails.find(({ name }) => name === guardrail) as Guardrail; // it is about one of them
  const wasEnough = [toPromote, toRollBack].every((needed) => isEnough(needed, requestsPerMinute));
  return [
    `${guardrail}: ${countText(requestsPerMinute)} requests a minute, ${percentText(share)} of them the experiment's; ${percentText(baseRate)} of the control's were events`,
    `promoted, when as good: ${effortText(toPromote, settings)}`,
    `rolled back, when ${badRatio} times as bad: ${effortText(toRollBack, settings)}`,
    ...(wasEnough ? ['there was traffic enough for both: its rate lies between the limits; look at them'] : []),
  ].join('\n');
}

function isEnough(needed: Needed | undefined, requestsPerMinute: number): boolean {
  return needed !== undefined && needed.sufficientPerMinute <= requestsPerMinute;
}

function effortText(needed: Needed | undefined, { maxDurationSeconds }: JudgeSettings): string {
  if (needed === undefined) return 'never, whatever the traffic';
  const { minutes, unluckyMinutes, sufficientPerMinute } = needed;
  return (
    `half of the times within ${plural(minutes, 'minute')}, 19 of 20 within ${countText(unluckyMinutes)}; ` +
    `for ${countText(maxDurationSeconds / 60)} minutes it takes ${countText(sufficientPerMinute)} requests a minute`
  );
}

const LABEL_WIDTH = 12;

/** A label and its text, which goes on below itself. */
function row(label: string, value: string): string {
  return hanging(`${label}${' '.repeat(Math.max(1, LABEL_WIDTH - stripVTControlCharacters(label).length))}`, value);
}
