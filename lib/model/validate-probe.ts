import { ReleasePlan } from '../contract/index';
import { Problems } from '../private/validation';
import { BlueGreenModelProps } from './blue-green-model-props';

/** The prober works from one look to the next, and a function has a quarter of an hour. */
const LONGEST_INTERVAL_SECONDS = 300;

/** Adds what is wrong with probing releases of this plan. */
export function validateProbe({ probe }: BlueGreenModelProps, plan: ReleasePlan, problems: Problems): void {
  if (probe === undefined) return;
  if (plan.watchIntervalSeconds > LONGEST_INTERVAL_SECONDS) {
    problems.add(
      `watchInterval must be ${LONGEST_INTERVAL_SECONDS} s or less with a probe, got ${plan.watchIntervalSeconds} s; lower it`,
    );
  }
  if (plan.bakeSeconds === 0 && plan.steps.every(({ bakeSeconds }) => bakeSeconds === 0)) {
    problems.add(
      'probe must have a step or a bake with a time to work in, got none; give a bakeTime, or leave the probe out',
    );
  }
}
