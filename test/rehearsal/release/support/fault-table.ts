import { FaultCase, textOf } from './fault-cases';

/** How one release under a fault ended. */
export interface FaultRow {
  readonly fault: FaultCase;
  readonly struck: boolean;
  readonly outcome: string;
  readonly deploy: string;
  /** Virtual minutes until the lock was free. */
  readonly minutes: number;
  /** What is wrong with the end state; empty when nothing is. */
  readonly problems: readonly string[];
}

/** The rows as a Markdown table. */
export function faultTable(rows: readonly FaultRow[]): string {
  const lines = rows.map(({ fault, outcome, deploy, minutes, problems }) =>
    row(textOf(fault), outcome, deploy, minutes.toFixed(1), problems.length === 0 ? 'yes' : problems.join('; ')),
  );
  const counts = new Map<string, number>();
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const total = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return [
    row('fault', 'release', 'deploy', 'virtual minutes', 'ledger, weights and lock agree'),
    row('---', '---', '---', '---:', '---'),
    ...lines,
    '',
    `${rows.length} releases: ${total}`,
    '',
  ].join('\n');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
