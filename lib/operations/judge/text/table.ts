import { Counts, GuardrailEvidence, Judgement } from '../../../contract/judge';
import { Look, Replay } from '../../../core/retrospective/replay';
import { Colors } from '../../terminal';
import { hanging } from '../../text/layout';
import { clockText, countText, logText, percentText, ratioText } from './numbers';
import { verdictText } from './words';

/** Rows that fit a screen; --json has every minute. */
const ROWS = 30;

/** Widths of the columns, 80 together. */
const MINUTE = 4;
const TIME = 6;
const REQUESTS = 10;
const EVENTS = 7;
const RATE = 7;
const RATIO = 6;
const LOG = 8;

const NO_TIME = ' '.repeat(MINUTE + TIME);

/** A look that has a row. */
interface Row {
  readonly look: Look;
  /** Minutes from the start to this one's end. */
  readonly minute: number;
  readonly isChange: boolean;
}

/** Looks that have a row: every n-th of a long replay, each change of the verdict, and the last. */
export function rowsOf({ looks }: Replay): readonly Row[] {
  const every = Math.ceil(looks.length / ROWS);
  return looks
    .map((look, index) => ({
      look,
      minute: index + 1,
      isChange: index > 0 && look.judgement.verdict !== looks[index - 1].judgement.verdict,
    }))
    .filter(({ minute, isChange }) => isChange || minute % every === 0 || minute === 1 || minute === looks.length);
}

/** What was counted for a guardrail from the start to each minute, and what that proves. */
export function guardrailTable(rows: readonly Row[], name: string): string[] {
  const { rollbackAt, promoteAt, guardrails } = rows[0].look.judgement;
  const canPromote = guardrails.some((each) => each.name === name && each.logESafe !== undefined);
  const side = `${'requests'.padStart(REQUESTS)}${'events'.padStart(EVENTS)}${'rate'.padStart(RATE)}`;
  const width = REQUESTS + EVENTS + RATE;
  const needed = `${limit(rollbackAt)}${canPromote ? limit(promoteAt) : ''}`;
  return [
    `${NO_TIME}${'control'.padStart(width)}${'experiment'.padStart(width)}${' '.repeat(RATIO)}${needed}`,
    `${'min'.padStart(MINUTE)}${'UTC'.padStart(TIME)}${side}${side}${'ratio'.padStart(RATIO)}${'logE'.padStart(LOG)}${'safe'.padStart(LOG)}`,
    ...rows.map((row) => guardrailRow(row, name)),
  ];
}

function guardrailRow(row: Row, name: string): string {
  const own = row.look.judgement.guardrails.find((each) => each.name === name) as GuardrailEvidence; // the judge answers for each
  return [
    timeCells(row),
    countCells(own.control, own.controlRate),
    countCells(own.experiment, own.experimentRate),
    ratioText(own.ratio).padStart(RATIO),
    logText(own.logE).padStart(LOG),
    logText(own.logESafe).padStart(LOG),
  ].join('');
}

/** What all guardrails come to: the evidence for a rollback, and the ones that a promotion still waits for. */
export function verdictTable(rows: readonly Row[], colors: Colors): string[] {
  const { rollbackAt } = rows[0].look.judgement;
  return [
    `${NO_TIME}${limit(rollbackAt)}`,
    `${'min'.padStart(MINUTE)}${'UTC'.padStart(TIME)}${'logE'.padStart(LOG)}  verdict`,
    ...rows.map((row) => {
      const { judgement } = row.look;
      return hanging(`${timeCells(row)}${logText(judgement.logE).padStart(LOG)}  `, stateText(judgement, colors));
    }),
  ];
}

/** Verdicts repeat each minute: what is missing for one says more than its name. */
function stateText(judgement: Judgement, colors: Colors): string {
  if (judgement.verdict !== 'INSUFFICIENT_DATA') return verdictText(judgement.verdict, colors);
  const open = judgement.guardrails.filter(({ logESafe }) => logESafe !== undefined && logESafe < judgement.promoteAt);
  if (judgement.stale.length > 0) return `no traffic: ${judgement.stale.join(', ')}`;
  return open.length === 0 ? 'too few requests' : `not yet good: ${open.map(({ name }) => name).join(', ')}`;
}

function timeCells({ minute, look }: Row): string {
  return `${String(minute).padStart(MINUTE)}${clockText(look.minute).padStart(TIME)}`;
}

function countCells({ total, events }: Counts, rate: number | undefined): string {
  return `${countText(total).padStart(REQUESTS)}${countText(events).padStart(EVENTS)}${percentText(rate).padStart(RATE)}`;
}

function limit(value: number): string {
  return `of ${logText(value)}`.padStart(LOG);
}
