import { CheckResult, RecordCheckEvent, Verdict } from '../../contract';
import { verdictOfFailure, verdictOfResult } from '../../core/own-check';
import { atOnce, CheckContext } from './context';

/** Records how a check ended that this function did not run, or did not run to its end. */
export async function recordCheck({ store }: CheckContext, event: RecordCheckEvent): Promise<CheckResult> {
  const { releaseId } = event;
  const verdict = verdictOf(event);
  await store.apply({ kind: 'record-verdict', releaseId, verdict });
  return atOnce(verdict);
}

function verdictOf({ name, advisory, result, cause }: RecordCheckEvent): Verdict {
  const verdict = cause === undefined ? verdictOfResult(name, result) : verdictOfFailure(name, cause);
  return advisory === true ? { ...verdict, advisory } : verdict;
}
