import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CheckSpec, DEPLOY_WAITS_SECONDS } from '../contract/index';
import { holdOf } from '../core/plan';
import { HostedModel } from '../hosting/hosted-model';
import { BlueGreenModelProps } from './blue-green-model-props';
import { releasePlan, secondsToPromotion } from './release-plan';
import { ReleaseWait } from './release-wait';
import { asksPeople } from './validate-answer-time';

/** Below this, one-minute alarm metrics have no time to speak: a minute to collect, about two until they are there (aws-facts 7). */
const SHORTEST_USEFUL_BAKE_SECONDS = 300;

/** Half a working day: somebody has seen the question by then. */
const SHORTEST_USEFUL_ANSWER_SECONDS = 4 * 3600;

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
  const forgotten = plan.standbySeconds + (plan.holdbackPercent === undefined ? plan.bakeSeconds : 0);
  if (plan.stickinessSeconds !== undefined && plan.stickinessSeconds > forgotten) {
    warn(
      'longStickiness',
      `traffic.stickiness of ${plan.stickinessSeconds} s may outlive a release: load balancers take cookies from one shift for the next one, too, ` +
        `so that its first share may be larger than it says; use ${forgotten} s or less, which nobody shares traffic for after a promotion`,
    );
  }
  // Only a bake with too little traffic is held: all at their longest together would warn of many a release that is well in time.
  const seconds = secondsToPromotion(plan) - holdOf(plan) + longestChecks(props);
  if ((props.waitFor ?? ReleaseWait.PROMOTION) === ReleaseWait.PROMOTION && seconds > DEPLOY_WAITS_SECONDS) {
    warn(
      'longChecks',
      `a release may take ${seconds} s until its promotion when its checks take as long as they may, ` +
        `and a deploy waits ${DEPLOY_WAITS_SECONDS} s for it; shorten provisionTimeout or their times, or use waitFor: ReleaseWait.START`,
    );
  }
  if (props.force === true) {
    warn('force', 'force releases rejected versions and ignores firing alarms; take it out after this deploy');
  }
}

function longestChecks({ checks = [] }: BlueGreenModelProps): number {
  return checks.reduce((sum, check) => sum + check._time().seconds + check._time().atMostSeconds, 0);
}

/** Who is asked by `OnInconclusive.PAUSE` must have the time to answer. */
export function warnOfShortAnswer(scope: Construct, props: BlueGreenModelProps): void {
  const plan = releasePlan(props);
  if (!asksPeople(plan)) return;
  const warn = warnings(scope, props.modelName);
  if ((props.waitFor ?? ReleaseWait.PROMOTION) === ReleaseWait.PROMOTION) {
    warn(
      'answerWhileDeploying',
      `the deploy waits ${DEPLOY_WAITS_SECONDS / 60} minutes at most for its release, and so for the answer that OnInconclusive.PAUSE asks for; ` +
        'then the release is aborted: use waitFor: ReleaseWait.START',
    );
  }
  const { pauseTimeoutSeconds = 0 } = plan;
  if (pauseTimeoutSeconds >= SHORTEST_USEFUL_ANSWER_SECONDS) return;
  const [because, remedy] =
    props.pauseTimeout === undefined
      ? [', which is what the looks of this plan leave of the history of an execution', 'use a longer watchInterval']
      : [', the pauseTimeout', `use ${SHORTEST_USEFUL_ANSWER_SECONDS} s or more`];
  warn(
    'shortAnswer',
    `people have ${pauseTimeoutSeconds} s to answer what OnInconclusive.PAUSE asks${because}; then the traffic goes back: ${remedy}`,
  );
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
