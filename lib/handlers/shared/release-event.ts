import { ReleaseEventDetail } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';

/** Detail of a phase change of the active release. */
export function detailOf(
  ledger: Ledger,
  release: ActiveRelease,
  what: Pick<ReleaseEventDetail, 'phase' | 'reason' | 'evidence'>,
  now: Date,
): ReleaseEventDetail {
  const { releaseId, version, environment } = release;
  return {
    modelName: ledger.modelName,
    releaseId,
    version,
    environment,
    ...what,
    weights: ledger.weights,
    at: now.toISOString(),
  };
}
