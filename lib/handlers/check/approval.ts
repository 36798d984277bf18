import { ApprovalSpec, CheckResult } from '../../contract';
import { lookAtApproval } from '../../core/approval';
import { ActiveRelease } from '../../core/ledger/ledger';
import { atOnce, CheckContext } from './context';

/** One look at an approval: has somebody answered? */
export async function checkApproval(
  { store, now }: CheckContext,
  release: ActiveRelease,
  spec: ApprovalSpec,
): Promise<CheckResult> {
  const known = release.verdicts.find(({ check }) => check === spec.name);
  if (known !== undefined && known.status !== 'PENDING') return atOnce(known);
  const answer = await store.readApproval(release.releaseId, spec.name);
  const { verdict, waitSeconds } = lookAtApproval(spec, known, answer, now().toISOString());
  return { ...verdict, waitSeconds, exempt: false };
}
