import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { ReleaseError } from './errors';
import { LedgerStore } from './ledger-store';

/**
 * Ends a return before it has touched the environment, because what would run is not, or not provably, what was live. Written here, so
 * that it ends as refused and its version is not blamed. Always throws ReleaseRefused.
 */
export async function refuseReturn(
  store: LedgerStore,
  { releaseId, version }: ActiveRelease,
  problem: string,
): Promise<never> {
  const reason = `version ${version} can't be brought back as it was: ${problem}; release it again`;
  const evidence = { error: ErrorName.RELEASE_REFUSED, beforeStart: true };
  await store.apply({ kind: 'decide-rollback', releaseId, reason: { trigger: 'error', reason, evidence } });
  throw new ReleaseError(ErrorName.RELEASE_REFUSED, reason);
}
