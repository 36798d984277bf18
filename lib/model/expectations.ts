import { Annotations, Aspects } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { AnalysisPlan, DEPLOY_WAITS_SECONDS, ReleasePlan } from '../contract/index';
import { detectionPaths, judgeTiming } from '../core/detection/detection';
import { DetectionSettings } from '../core/detection/timings';
import { probeTiming } from '../core/probe';
import { EXPECTED_RATES, sufficientTraffic } from '../core/outline/decision-outline';
import { judgeWarnings, trafficWarnings, WITHOUT_PROOF } from '../core/outline/outline-warnings';
import { judgedSeconds, normalisePlan } from '../core/plan';
import { HostedModel, protectsCallers } from '../hosting/hosted-model';
import { alarmTimings, Witnesses } from '../monitoring/rollback-signals';
import { BlueGreenModelProps } from './blue-green-model-props';
import { judgeOf } from './model-analysis';
import { judgedPlan, releasePlan } from './release-plan';
import { modelThresholds } from './thresholds';

/** What the expectations of a model follow from besides its props. */
export interface Expected {
  readonly hosted: HostedModel;
  readonly witnesses: Witnesses;
  /** Undefined for a model that nothing judges. */
  readonly guardrails: ModelGuardrails | undefined;
}

/**
 * Says at synth how soon a fault is to be found, and what the judge can't decide: ever, or with the traffic that the team expects. The latter
 * when all guardrails have been added, by the plan that the template ships.
 */
export function tellExpectations(scope: Construct, props: BlueGreenModelProps, expected: Expected): void {
  const { hosted, witnesses, guardrails } = expected;
  const [fastest] = detectionPaths(detectionSettings(props, releasePlan(props), hosted, witnesses)).filter(
    ({ signals }) => signals.length > 0,
  );
  const { from, to } = fastest.restored;
  Annotations.of(scope).addInfoV2(
    'cdk-model-bluegreen:detection',
    `model ${props.modelName}: traffic is expected back ${from} to ${to} s after a sudden fault (${fastest.path}: ${fastest.signals.join(', ')}); ` +
      'bluegreen plan tells all ways',
  );
  const warn = (node: IConstruct) => {
    if (node === scope) warnOfJudge(scope, props, judgedPlan(props, hosted, guardrails), expected);
  };
  if (guardrails !== undefined) Aspects.of(scope).add({ visit: warn });
}

function warnOfJudge(
  scope: Construct,
  props: BlueGreenModelProps,
  plan: ReleasePlan,
  { hosted, witnesses }: Expected,
): void {
  const warn = (kind: string, texts: readonly string[]) =>
    texts.forEach((text, index) =>
      Annotations.of(scope).addWarningV2(
        `cdk-model-bluegreen:${kind}${index + 1}`,
        `model ${props.modelName}: ${text}`,
      ),
    );
  warn('judge', warningsOfJudge(props, plan));
  const settings = detectionSettings(props, plan, hosted, witnesses);
  if (plan.analysis !== undefined) warn('traffic', warningsOfTraffic(plan, plan.analysis, settings));
}

/** A deadline that nobody has declared is short because of the deploy: a longer one would fail. */
function warningsOfJudge(props: BlueGreenModelProps, plan: ReleasePlan): readonly string[] {
  const { analysis } = plan;
  if (analysis === undefined || judgeOf(props)?.maxDuration !== undefined) return judgeWarnings(plan);
  const { settings } = analysis;
  const warnings = judgeWarnings({
    ...plan,
    analysis: { ...analysis, settings: { ...settings, maxDurationSeconds: Number.POSITIVE_INFINITY } },
  });
  const compared = judgedSeconds(plan);
  if (settings.maxDurationSeconds > compared) return warnings;
  return [
    `the judge has no time beyond the ${compared} s in which both versions have traffic, because a deploy that waits for the promotion has ` +
      `${DEPLOY_WAITS_SECONDS} s for all of it: versions without a proof ${WITHOUT_PROOF[settings.onInconclusive]} at once, none is held for it; ` +
      'use waitFor: ReleaseWait.START, or shorten provisionTimeout or bakeTime',
    ...warnings,
  ];
}

/** Of the traffic that the analysis says; when it says none, of that. */
function warningsOfTraffic(
  plan: ReleasePlan,
  { expectedRequestsPerMinute: requestsPerMinute, minimumDetectableRatio: ratio = EXPECTED_RATES.ratio }: AnalysisPlan,
  settings: DetectionSettings,
): readonly string[] {
  const expected = { ...EXPECTED_RATES, ratio };
  if (requestsPerMinute !== undefined) return trafficWarnings(plan, settings, { ...expected, requestsPerMinute });
  const suffices = sufficientTraffic(normalisePlan(plan), { ...expected, requestsPerMinute: 1 });
  const least = suffices === undefined ? 'no traffic suffices' : `${suffices} requests a minute suffice`;
  return [
    `whether the judge can decide depends on the traffic, and nobody has said it: when 1 % of the requests fail ${least}, and with fewer ` +
      'onInconclusive decides of good versions, too; set expectedRequestsPerMinute of Analysis.judge, or ask bluegreen plan --requests-per-minute',
  ];
}

/** By the props, where a template is not there yet: a test holds them against what a template tells. */
function detectionSettings(
  props: BlueGreenModelProps,
  plan: ReleasePlan,
  { way, gateway }: HostedModel,
  witnesses: Witnesses,
): DetectionSettings {
  const check = way.kind === 'endpoint' ? undefined : way.targetGroups.green.healthCheck;
  return {
    alarms: alarmTimings(witnesses, modelThresholds(props)),
    watchIntervalSeconds: plan.watchIntervalSeconds,
    switchedBy: way.kind === 'endpoint' ? 'variants' : 'rule',
    unhealthyAfterSeconds:
      check === undefined ? undefined : (check.interval?.toSeconds() ?? 30) * (check.unhealthyThresholdCount ?? 2),
    ...judgeTiming(plan),
    protectsCallers: protectsCallers(gateway),
    ...(witnesses.probes === undefined ? {} : { probe: probeTiming(witnesses.probes.spec) }),
  };
}
