import { ReleasePlan } from '../contract/index';
import { Problems } from '../private/validation';
import { BlueGreenModelProps } from './blue-green-model-props';
import { judgeOf } from './model-analysis';

/** The prober works from one look to the next, and a function has a quarter of an hour. */
const LONGEST_INTERVAL_SECONDS = 300;

/** Adds what is wrong with probing releases of this plan. */
export function validateProbe(props: BlueGreenModelProps, plan: ReleasePlan, problems: Problems): void {
  if (props.probe === undefined) return;
  if (judgeOf(props) !== undefined) {
    problems.add(
      'probe must not be beside an analysis that compares, got both (a shift in steps or with a holdback has one by default): ' +
        "probes are counted as the new version's requests, so that healthy probes would hide what callers get; " +
        'use a gateway, which measures every 10 s and counts callers only, or analysis: Analysis.none()',
    );
  }
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
