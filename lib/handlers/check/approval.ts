import { ApprovalAnswer, ApprovalSpec, CheckResult, Verdict } from '../../contract';
import { lookAtApproval, requestOf } from '../../core/approval';
import { approvalNotNeeded, needsApproval } from '../../core/roll-forward';
import { ActiveRelease } from '../../core/ledger/ledger';
import { LedgerStore } from '../shared/ledger-store';
import { atOnce, CheckContext } from './context';

/** One look at an approval: has somebody answered? */
export async function checkApproval(
  { store, now }: CheckContext,
  release: ActiveRelease,
  spec: ApprovalSpec,
): Promise<CheckResult> {
  const known = release.verdicts.find(({ check }) => check === spec.name);
  if (known !== undefined && known.status !== 'PENDING') return atOnce(known);
  if (known === undefined && !needsApproval(spec, release.verdicts)) return atOnce(approvalNotNeeded(spec));
  const answer = known === undefined ? undefined : await answerTo(store, release, known);
  const { verdict, waitSeconds } = lookAtApproval(spec, known, answer, now().toISOString());
  return { ...verdict, waitSeconds, exempt: false };
}

/** Nobody can have answered what was not asked yet. */
function answerTo(
  store: LedgerStore,
  { releaseId }: ActiveRelease,
  pending: Verdict,
): Promise<ApprovalAnswer | undefined> {
  return store.readApproval({ releaseId, check: pending.check, askedAt: requestOf(pending).askedAt });
}
