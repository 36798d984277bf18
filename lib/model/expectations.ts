import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { detectionPaths, judgeTiming } from '../core/detection/detection';
import { DetectionSettings } from '../core/detection/timings';
import { probeTiming } from '../core/probe';
import { trafficWarnings } from '../core/outline/outline-warnings';
import { HostedModel, protectsCallers } from '../hosting/hosted-model';
import { alarmTimings, Witnesses } from '../monitoring/rollback-signals';
import { BlueGreenModelProps } from './blue-green-model-props';
import { releasePlan } from './release-plan';
import { modelThresholds } from './thresholds';

/** What a judge has to find unless the analysis says it: `bluegreen plan` has the same. */
const EXPECTED = { baseRate: 0.01, ratio: 3 };

/** Says at synth how soon a fault is to be found, and what the traffic that the team expects can't decide. */
export function tellExpectations(
  scope: Construct,
  props: BlueGreenModelProps,
  hosted: HostedModel,
  witnesses: Witnesses,
): void {
  const plan = releasePlan(props);
  const settings = detectionSettings(props, hosted, witnesses);
  const [fastest] = detectionPaths(settings).filter(({ signals }) => signals.length > 0);
  const annotations = Annotations.of(scope);
  const { from, to } = fastest.restored;
  annotations.addInfoV2(
    'cdk-model-bluegreen:detection',
    `model ${props.modelName}: traffic is expected back ${from} to ${to} s after a sudden fault (${fastest.path}: ${fastest.signals.join(', ')}); ` +
      'bluegreen plan tells all ways',
  );
  const requestsPerMinute = plan.analysis?.expectedRequestsPerMinute;
  if (requestsPerMinute === undefined) return;
  const ratio = plan.analysis?.minimumDetectableRatio ?? EXPECTED.ratio;
  const warnings = trafficWarnings(plan, settings, { ...EXPECTED, ratio, requestsPerMinute });
  warnings.forEach((text, index) =>
    annotations.addWarningV2(`cdk-model-bluegreen:traffic${index + 1}`, `model ${props.modelName}: ${text}`),
  );
}

/** By the props, where a template is not there yet: a test holds them against what a template tells. */
export function detectionSettings(
  props: BlueGreenModelProps,
  { way, gateway }: HostedModel,
  witnesses: Witnesses,
): DetectionSettings {
  const plan = releasePlan(props);
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
