import { Outcome } from './judge-item';

/** A prediction that was not right: where it stands in the dataset, never what was in it. */
export interface FailingRow {
  readonly id: string;
  readonly line: number;
  /** Position in the answer's list of predictions. */
  readonly row?: number;
  readonly outcome: Exclude<Outcome, 'right'>;
  /** How the live version did on it. Undefined when there is none, or when its answer was the truth. */
  readonly live?: Outcome;
}

/** Failing predictions that a result keeps: what fits into a ledger, and a person reads. */
export const MOST_FAILING = 50;

/** Longest id that is kept whole: ids are the user's, and may be texts of any length. */
const LONGEST_ID = 100;

export function addFailing(rows: readonly FailingRow[]): readonly FailingRow[] {
  return firstOf(rows.map((row) => ({ ...row, id: row.id.slice(0, LONGEST_ID) })));
}

/** The first by their place in the dataset: the same ones, whichever parts were merged first. */
export function mergeFailing(one: readonly FailingRow[], two: readonly FailingRow[]): readonly FailingRow[] {
  return firstOf([...one, ...two]);
}

function firstOf(rows: readonly FailingRow[]): readonly FailingRow[] {
  return [...rows].sort(byPlace).slice(0, MOST_FAILING);
}

/** Items of several files may have one line; then all of the rest decides, so that equal rows only have no order. */
function byPlace(one: FailingRow, two: FailingRow): number {
  return (
    one.line - two.line ||
    compared(one.id, two.id) ||
    (one.row ?? -1) - (two.row ?? -1) ||
    compared(rest(one), rest(two))
  );
}

function rest({ outcome, live }: FailingRow): string {
  return `${outcome} ${live ?? ''}`;
}

function compared(one: string, two: string): number {
  return one < two ? -1 : Number(one > two);
}
