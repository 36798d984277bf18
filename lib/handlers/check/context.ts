import { AlarmNames, CheckResult, Env, TargetGroupArns, Verdict } from '../../contract';
import { requireEnv, requireJson } from '../shared/env';
import { GatewaySettingsStore, ParameterStore } from '../shared/gateway-settings';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { LoadBalancing } from '../shared/listener-rule';
import { SageMaker } from '../shared/sagemaker';
import { FeatureStoreRuntime } from './feature-groups';
import { Answering, Fetch } from '../shared/answers/answering';
import { SageMakerRuntime } from '../shared/answers/invoke-answer';
import { Ecs } from '../shared/task-definition';
import { CloudWatch } from '../shared/metric-points';

export interface CheckClients {
  readonly dynamodb: DynamoDb;
  readonly ecs: Ecs;
  readonly sageMaker: SageMaker;
  readonly elb: LoadBalancing;
  readonly cloudwatch: CloudWatch;
  readonly ssm: ParameterStore;
  readonly fetch: Fetch;
  readonly sageMakerRuntime: SageMakerRuntime;
  readonly featureStore: FeatureStoreRuntime;
  /** Milliseconds of a clock that only goes forward, for latencies. */
  readonly stopwatch: () => number;
}

/** What the checks work with. */
export interface CheckContext extends Answering {
  readonly store: LedgerStore;
  readonly ecs: Ecs;
  readonly elb: LoadBalancing;
  readonly featureStore: FeatureStoreRuntime;
  readonly sageMaker: SageMaker;
  readonly cloudwatch: CloudWatch;
  readonly now: () => Date;
  /** Behind a load balancer only. */
  readonly groups: () => TargetGroupArns;
  readonly alarmNames: () => AlarmNames;
  /** ECS only. */
  readonly cluster: () => string;
  /** Hostings with a gateway only. */
  readonly gatewaySettings: () => GatewaySettingsStore;
}

export function checkContext({ clients, env, now }: HandlerDeps<CheckClients>): CheckContext {
  return {
    ...clients,
    now,
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    endpointName: env[Env.ENDPOINT_NAME],
    groups: () => requireJson<TargetGroupArns>(env, Env.TARGET_GROUPS),
    alarmNames: () => requireJson<AlarmNames>(env, Env.ALARM_NAMES),
    cluster: () => requireEnv(env, Env.CLUSTER),
    testEndpoint: () => requireEnv(env, Env.TEST_ENDPOINT),
    gatewaySettings: () => GatewaySettingsStore.fromEnv(clients.ssm, env),
  };
}

/** A check that is over. */
export function atOnce(verdict: Verdict): CheckResult {
  return { ...verdict, waitSeconds: 0, exempt: false };
}
