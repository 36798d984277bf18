import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CheckSpec } from '../contract/index';
import { HostedModel } from '../hosting/hosted-model';
import { BlueGreenModelProps } from './blue-green-model-props';
import { releasePlan, secondsToPromotion } from './release-plan';
import { ReleaseWait } from './release-wait';

/** Below this, one-minute alarm metrics have no time to speak: a minute to collect, about two until they are there (aws-facts 7). */
const SHORTEST_USEFUL_BAKE_SECONDS = 300;

/** A custom resource has an hour (CloudFormation user guide, ServiceTimeout); some of it is the deploy's own. */
const WAIT_OF_CLOUDFORMATION_SECONDS = 55 * 60;

/** Says at synth which settings are allowed but weak. */
export function warnOfWeakSettings(scope: Construct, props: BlueGreenModelProps): void {
  const warn = warnings(scope, props.modelName);
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
  const seconds = secondsToPromotion(plan) + longestChecks(props);
  if ((props.waitFor ?? ReleaseWait.PROMOTION) === ReleaseWait.PROMOTION && seconds > WAIT_OF_CLOUDFORMATION_SECONDS) {
    warn(
      'longChecks',
      `a release may take ${seconds} s until its promotion when its checks take as long as they may, and CloudFormation waits an hour; ` +
        'shorten their timeouts, or use waitFor: ReleaseWait.START',
    );
  }
  if (props.force === true) {
    warn('force', 'force releases rejected versions and ignores firing alarms; take it out after this deploy');
  }
}

function longestChecks({ checks = [] }: BlueGreenModelProps): number {
  return checks.reduce((sum, check) => sum + check._time().seconds + check._time().atMostSeconds, 0);
}

/** Only a shadow check finds disagreements: without one the bucket stays empty, and costs its key. */
export function warnOfUnusedSamples(
  scope: Construct,
  modelName: string,
  checks: readonly CheckSpec[],
  { gateway }: HostedModel,
): void {
  if (gateway?.props.disagreementSamples === undefined || checks.some(({ kind }) => kind === 'shadow')) return;
  warnings(scope, modelName)(
    'unusedSamples',
    'gateway.disagreementSamples without a shadow check keeps nothing; add Check.shadow, or leave the samples out',
  );
}

/** A contract that nothing is held against protects nobody. */
export function warnOfUncheckedContract(
  scope: Construct,
  { modelName, version }: BlueGreenModelProps,
  checks: readonly CheckSpec[],
): void {
  if (version._dataContract === undefined || checks.some(({ kind }) => kind === 'data-contract')) return;
  warnings(scope, modelName)(
    'uncheckedContract',
    'the dataContract of the version is not checked; add Check.dataContract, or leave the contract out',
  );
}

function warnings(scope: Construct, modelName: string): (id: string, text: string) => void {
  return (id, text) => Annotations.of(scope).addWarningV2(`cdk-model-bluegreen:${id}`, `model ${modelName}: ${text}`);
}
