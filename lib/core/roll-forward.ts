import { ApprovalSpec, Verdict } from '../contract/index';

/** Why nobody should go back behind a version once its callers rely on it, as its checks found; undefined when they can. */
export function rollForwardReason(verdicts: readonly Verdict[]): string | undefined {
  return verdicts.find(({ rollForwardOnly }) => rollForwardOnly !== undefined)?.rollForwardOnly;
}

/** What people are told of it with each phase, behind what they are told anyway. */
export function withRollForward(reason: string, verdicts: readonly Verdict[]): string {
  const why = rollForwardReason(verdicts);
  return why === undefined ? reason : `${reason}; ROLL FORWARD ONLY: ${why}`;
}

/**
 * Whether anybody has to be asked: some approvals are for versions only that nobody goes back behind. Where no check could tell, because
 * the live version recorded no contract or the check died, people decide.
 */
export function needsApproval({ when }: Pick<ApprovalSpec, 'when'>, verdicts: readonly Verdict[]): boolean {
  if (when === undefined || rollForwardReason(verdicts) !== undefined) return true;
  return !verdicts.some(({ keepsContract }) => keepsContract === true);
}

/** An approval that nobody needs. */
export function approvalNotNeeded({ name }: Pick<ApprovalSpec, 'name'>): Verdict {
  const reason = 'nobody has to approve: callers and readers of the live version are served by this one, too';
  return { check: name, status: 'PASS', reason, evidence: {} };
}
