import { JUDGE_VERDICT } from '../../contract/index';
import { ActiveRelease } from './ledger';

/**
 * Why nothing follows the last comparison of a release yet; undefined when the judge has let it pass, or nothing is judged. Without a proof
 * it passes only where the model declares that, or where people were asked and have answered.
 */
export function reasonNotToPassJudge(release: Pick<ActiveRelease, 'plan' | 'verdicts' | 'wishes'>): string | undefined {
  const { analysis } = release.plan;
  if (analysis === undefined) return undefined;
  const verdict = release.verdicts.find(({ check }) => check === JUDGE_VERDICT);
  if (verdict === undefined) return 'no verdict';
  const isLetGo = analysis.settings.onInconclusive === 'promote' || release.wishes?.question?.answer !== undefined;
  const passes = verdict.status === 'PASS' || (verdict.status === 'INSUFFICIENT_DATA' && isLetGo);
  return passes ? undefined : `${verdict.status}, ${verdict.reason}`;
}
