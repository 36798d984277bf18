import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BlueGreenModelProps } from './blue-green-model-props';
import { releasePlan } from './release-plan';

/** Below this, one-minute alarm metrics have no time to speak: a minute to collect, about two until they are there (aws-facts 7). */
const SHORTEST_USEFUL_BAKE_SECONDS = 300;

/** Says at synth which settings are allowed but weak. */
export function warnOfWeakSettings(scope: Construct, props: BlueGreenModelProps): void {
  const warn = (id: string, text: string) =>
    Annotations.of(scope).addWarningV2(`cdk-model-bluegreen:${id}`, `model ${props.modelName}: ${text}`);
  const plan = releasePlan(props);
  if ((props.checks ?? []).length === 0) {
    warn(
      'noChecks',
      'only parity and health are checked before a version gets traffic; add Check.smoke with a prediction',
    );
  }
  if (plan.bakeSeconds < SHORTEST_USEFUL_BAKE_SECONDS) {
    warn('shortBake', `bakeTime of ${plan.bakeSeconds} s is over before alarms can fire; use 5 minutes or more`);
  }
  if (plan.measurement.otherwise === 'promote') {
    warn(
      'unmeasuredBake',
      'a version that nobody called in its bake is promoted unproven; use OnInsufficientData.ROLL_BACK',
    );
  }
  if (props.force === true) {
    warn('force', 'force releases rejected versions and ignores firing alarms; take it out after this deploy');
  }
}
