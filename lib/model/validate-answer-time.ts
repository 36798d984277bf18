import { ReleasePlan } from '../contract/index';
import { Problems } from '../private/validation';
import { BlueGreenModelProps } from './blue-green-model-props';

/** True when people are asked whether a version goes on that the judge could not prove. */
export function asksPeople({ analysis }: ReleasePlan): boolean {
  return analysis?.settings.onInconclusive === 'manual';
}

/** Adds what is wrong with the time that people have to answer the judge. */
export function validateAnswerTime(props: BlueGreenModelProps, plan: ReleasePlan, problems: Problems): void {
  if (!asksPeople(plan) || plan.pauseTimeoutSeconds !== 0) return;
  const [got, remedy] =
    props.pauseTimeout === undefined
      ? ['0 s, because the looks of this plan fill the history of an execution', 'use a longer watchInterval']
      : ['0 s', 'lengthen it or leave it out'];
  problems.add(
    `pauseTimeout must be above 0 s with OnInconclusive.PAUSE, got ${got}; ` +
      `nobody would have time to answer, and every release without a proof would go back: ${remedy}, or use OnInconclusive.ROLL_BACK`,
  );
}
