import { EndedRelease } from '../../core/ledger/ledger';
import { Decision } from '../../core/ledger/transition';
import type { HistoryReport } from '../history';
import { Colors } from '../terminal';
import { hanging } from './layout';
import { isoSeconds, withAge } from './time';
import { outcomeText } from './words';

const INDENT = '  ';

/** A model's history for people, 80 columns wide. */
export function renderHistory(report: HistoryReport, now: Date, colors: Colors): string {
  return [
    `${colors.bold(report.modelName)} in ${report.region}: ${counts(report)}`,
    ...report.releases.flatMap((release) => ['', ...endedLines(release, now, colors)]),
    ...decisionLines(report, colors),
  ].join('\n');
}

function counts({ total, releases }: HistoryReport): string {
  if (total === 0) return 'no release has ended yet';
  const noun = total === 1 ? 'release has' : 'releases have';
  const shown = releases.length < total ? `, ${releases.length} shown` : '';
  return `${total} ${noun} ended${shown}`;
}

function endedLines(release: EndedRelease, now: Date, colors: Colors): string[] {
  const { version, outcome, endedAt, releaseId, reason } = release;
  return [
    `${version} ${outcomeText(outcome, colors)} ${withAge(endedAt, now)}`,
    `${INDENT}${colors.dim(releaseId)}`,
    hanging(INDENT, reason),
  ];
}

function decisionLines({ decisionsOf, decisions }: HistoryReport, colors: Colors): string[] {
  if (decisionsOf === null) return [];
  if (decisions.length === 0) return ['', `No decisions of ${decisionsOf} are kept.`];
  return ['', `Decisions of ${decisionsOf}:`, ...groupLooks(decisions).flatMap((group) => entryLines(group, colors))];
}

/** A decision, or looks in a row that came to the same. */
interface Group {
  readonly first: Decision;
  readonly last: Decision;
  readonly count: number;
}

/** A release is looked at every minute: looks that only say "continue" become one entry, which shows the last one's numbers. */
function groupLooks(decisions: readonly Decision[]): Group[] {
  const groups: Group[] = [];
  for (const decision of decisions) {
    const before = groups.at(-1);
    if (before !== undefined && isQuiet(before.last) && isQuiet(decision)) {
      groups[groups.length - 1] = { first: before.first, last: decision, count: before.count + 1 };
    } else {
      groups.push({ first: decision, last: decision, count: 1 });
    }
  }
  return groups;
}

function isQuiet({ kind, reason }: Decision): boolean {
  return kind === 'look' && reason.startsWith('continue');
}

function entryLines({ first, last, count }: Group, colors: Colors): string[] {
  const times = count === 1 ? '' : ` ×${count}, until ${isoSeconds(last.at)}`;
  const numbers = evidenceText(last.evidence);
  return [
    `${INDENT}${isoSeconds(first.at)}  ${colors.bold(last.kind)}${times}`,
    hanging(`${INDENT}${INDENT}`, last.reason),
    ...(numbers === '' ? [] : [colors.dim(hanging(`${INDENT}${INDENT}`, numbers))]),
  ];
}

/** `stepIndex=0 from={"blue":100,"green":0}`: the numbers behind a decision, as they are. */
export function evidenceText(evidence: Readonly<Record<string, unknown>>): string {
  return Object.entries(evidence)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
