import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { OTHER_SECONDS, secondsInFunction } from '../checks/check-seconds';
import {
  AlarmNames,
  CheckSpec,
  featureGroupsOf,
  goldenSets,
  hasShadow,
  hasWorkers,
  loadTests,
  ProbeSpec,
  promptSets,
  ReleasePlan,
} from '../contract/index';
import { HostedModel } from '../hosting/hosted-model';
import { CheckFunction } from '../private/functions/check-function';
import { HostedRoute } from '../private/functions/function-context';
import { GoldenSetFunction } from '../private/functions/golden-set-function';
import { PromptSetFunction } from '../private/functions/prompt-set-function';
import { LoadWorkerFunction } from '../private/functions/load-worker-function';
import { ModelReleaseFunction } from '../private/functions/model-release-function';
import { ProbeFunction } from '../private/functions/probe-function';
import { ReleaseFunction } from '../private/functions/release-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { WatchFunction } from '../private/functions/watch-function';
import { ReleaseFunctions } from '../workflow/release-functions';
import { ChangeFreeze } from './change-freeze-props';
import { evidenceBucket } from './evidence-bucket';
import { ReleaseLedger } from './ledger';
import { ReleaseNotifications } from './notifications';

export interface ModelFunctionsProps {
  readonly modelName: string;
  readonly logRetention: logs.RetentionDays;
  readonly ledger: ReleaseLedger;
  readonly notifications: ReleaseNotifications;
  readonly hosted: HostedModel;
  readonly route: HostedRoute;
  readonly plan: () => ReleasePlan;
  /** Absent when nothing is judged. */
  readonly guardrails?: ModelGuardrails;
  readonly checks: readonly CheckSpec[];
  readonly probe: ProbeSpec | undefined;
  readonly alarmNames: () => AlarmNames;
  readonly changeFreeze?: ChangeFreeze;
  readonly evidenceBucket?: s3.IBucket;
}

/** All functions of a release, each with its own role. */
export function modelFunctions(scope: Construct, props: ModelFunctionsProps): ReleaseFunctions {
  const { probe } = props;
  return {
    release: new ReleaseFunction(scope, 'ReleaseFunction', props),
    environment: props.hosted.environmentFunction(scope, 'EnvironmentFunction', props),
    check: new CheckFunction(scope, 'CheckFunction', {
      ...props,
      timeout: checkTimeout(props.checks),
      shadows: hasShadow(props.checks),
      featureGroups: featureGroupsOf(props.checks),
    }),
    traffic: new TrafficFunction(scope, 'TrafficFunction', props),
    watch: new WatchFunction(scope, 'WatchFunction', props),
    modelRelease: new ModelReleaseFunction(scope, 'ModelReleaseFunction', props),
    ...(probe === undefined
      ? {}
      : {
          probe: new ProbeFunction(scope, 'ProbeFunction', {
            ...props,
            spec: probe,
            watchIntervalSeconds: props.plan().watchIntervalSeconds,
          }),
        }),
    ...workers(scope, props),
  };
}

/** With checks that need them only: the bucket would stay empty. */
function workers(
  scope: Construct,
  props: ModelFunctionsProps,
): Pick<ReleaseFunctions, 'goldenSet' | 'promptSet' | 'loadWorker'> {
  const { checks, modelName } = props;
  if (!hasWorkers(checks)) return {};
  const evidence = props.evidenceBucket ?? evidenceBucket(scope, modelName);
  const [sets, prompts, tests] = [goldenSets(checks), promptSets(checks), loadTests(checks)];
  return {
    ...(sets.length === 0
      ? {}
      : { goldenSet: new GoldenSetFunction(scope, 'GoldenSetFunction', { ...props, specs: sets, evidence }) }),
    ...(prompts.length === 0
      ? {}
      : { promptSet: new PromptSetFunction(scope, 'PromptSetFunction', { ...props, specs: prompts, evidence }) }),
    ...(tests.length === 0
      ? {}
      : { loadWorker: new LoadWorkerFunction(scope, 'LoadWorkerFunction', { ...props, specs: tests, evidence }) }),
  };
}

/** As long as the longest check may take. */
export function checkTimeout(checks: readonly CheckSpec[]): Duration {
  return Duration.seconds(Math.max(2 * OTHER_SECONDS, ...checks.map(secondsInFunction)));
}
