import { ENVIRONMENTS, JUDGE_SIGNAL, Names } from '../../contract';
import { judge } from '../judge/judge';
import { ActiveRelease, Ledger } from '../ledger/ledger';
import type { AlarmReading } from '../watch';

/**
 * Why the judge's alarm says nothing about a release, or undefined for one that does, and for all other alarms. Its metric knows no
 * releases: what the one before has proven may fire it minutes after that one is over. A look keeps what it has read in the ledger first
 * and publishes the evidence then, so what fires about this release is in its own state by that time.
 */
export function reasonNotToHeedJudge(
  alarmName: string,
  { modelName }: Pick<Ledger, 'modelName'>,
  release: Pick<ActiveRelease, 'plan' | 'analysis'> | undefined,
): string | undefined {
  const isJudge = ENVIRONMENTS.some((environment) => alarmName === Names.alarm(modelName, environment, JUDGE_SIGNAL));
  if (!isJudge || isProvenWorse(release)) return undefined;
  return `alarm ${alarmName} is about the release before: there is no such evidence of this one in the ledger`;
}

function isProvenWorse(release: Pick<ActiveRelease, 'plan' | 'analysis'> | undefined): boolean {
  const { plan, analysis } = release ?? {};
  if (plan?.analysis === undefined || analysis?.state === undefined) return false;
  const { settings, guardrails } = plan.analysis;
  return judge(settings, guardrails, analysis.state, analysis.state.startedAt).verdict === 'FAIL';
}

/** The alarms without those that say nothing about the release; and these, to be told. */
export function heeded(
  alarms: AlarmReading,
  ledger: Ledger,
  release: ActiveRelease,
): { readonly alarms: AlarmReading; readonly ofReleaseBefore: readonly string[] } {
  if (alarms.kind === 'failed') return { alarms, ofReleaseBefore: [] };
  const isOfBefore = (name: string) => reasonNotToHeedJudge(name, ledger, release) !== undefined;
  return {
    alarms: { ...alarms, firing: alarms.firing.filter((name) => !isOfBefore(name)) },
    ofReleaseBefore: alarms.firing.filter(isOfBefore),
  };
}
