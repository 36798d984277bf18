import { ReleaseAnalysis } from '../../contract';
import { mayGoOn } from '../guard';
import { RecordAnalysisCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { changed, Transition, unchanged, withRelease } from './transition';

/** Keeps what the judge has read. Unchanged when another look has read meanwhile, or the release goes back anyway. */
export function recordAnalysis(ledger: Ledger, command: RecordAnalysisCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return unchanged(ledger, cause.message);
  const release = ledger.release as ActiveRelease; // the guard saw it
  const { known, analysis } = command;
  if (isSame(release.analysis, analysis)) return unchanged(ledger, 'this is recorded already');
  if (!isSame(release.analysis, known)) return unchanged(ledger, 'another look has read the minutes meanwhile');
  const readUntil = lastMinute(analysis);
  return changed(withRelease(ledger, release, { analysis }), {
    releaseId: command.releaseId,
    kind: 'analysis',
    at: now,
    reason: readUntil === undefined ? 'it is fixed what counts as slow' : `read until the minute from ${readUntil}`,
    evidence: readUntil === undefined ? { latencies: analysis.latencies } : {},
  });
}

/** ISO time of the beginning of the newest minute that was read. */
function lastMinute({ state }: ReleaseAnalysis): string | undefined {
  const cursors = Object.values(state?.guardrails ?? {}).map(({ cursor }) => cursor);
  return cursors.length === 0 ? undefined : new Date(1000 * Math.max(...cursors)).toISOString();
}

function isSame(one: ReleaseAnalysis | undefined, other: ReleaseAnalysis | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
