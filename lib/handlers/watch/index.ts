import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { AlarmNames, EnvironmentName, Env, WatchFunctionEvent, WatchFunctionResult } from '../../contract';
import { Environment, requireEnv, requireJson } from '../shared/env';
import { GatewaySettingsStore, ParameterStore } from '../shared/gateway-settings';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { Notifier, NotifyClients } from '../shared/notify';
import { parseEvent } from '../shared/parse';
import { ProductionRule } from '../shared/production-rule';
import { RouteClients, routeReadingFromEnv } from '../shared/route-from-env';
import { CloudWatch } from '../shared/metric-points';
import { gatewayMinutes, withGatewayCounts } from './gateway-minutes';
import { loadBalancerMinutes } from './load-balancer-minutes';
import { lookAt, lookBeforeStart, WatchContext } from './look';
import { stopProtecting } from './protect';
import { variantMinutes } from './variant-minutes';

export interface WatchClients extends RouteClients, NotifyClients {
  readonly dynamodb: DynamoDb;
  readonly cloudwatch: CloudWatch;
  readonly ssm: ParameterStore;
}

const releaseId = z.string().min(1);

const schema: z.ZodType<WatchFunctionEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.enum(['before', 'watch']), releaseId, guardrails: z.string().optional() }),
  z.object({ action: z.literal('stop-protecting'), releaseId }),
]);

/** Looks at a release and says whether it goes on; protects its callers meanwhile, where the model declares that. */
export function makeHandler({
  clients,
  env,
  now,
  logger = SILENT,
}: HandlerDeps<WatchClients>): (event: unknown) => Promise<WatchFunctionResult> {
  const context = once<WatchContext>(() => ({
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    gatewaySettings: protects(env) ? GatewaySettingsStore.fromEnv(clients.ssm, env) : undefined,
    notifier: env[Env.TOPIC_ARN] === undefined ? undefined : new Notifier(clients, env, logger),
    route: routeReadingFromEnv(clients, env),
    minutes: minutesFromEnv(clients, env),
    counts: countsFromEnv(clients, env),
    cloudwatch: clients.cloudwatch,
    alarms: requireJson<AlarmNames>(env, Env.ALARM_NAMES),
    now,
  }));
  return async (input) => {
    const event = parseEvent(schema, input);
    switch (event.action) {
      case 'before':
        return lookBeforeStart(context(), event);
      case 'watch':
        return lookAt(context(), event);
      case 'stop-protecting':
        return stopProtecting(context(), event);
      default:
        return event satisfies never;
    }
  };
}

/** Only where the model declares `protectCallers`, the function may change what gateways are told, too. */
function protects(env: Environment): boolean {
  return env[Env.PROTECT_CALLERS] === 'true';
}

/** Where the minutes of an environment are read: by the variant, or by the target group. */
function minutesFromEnv({ elb }: RouteClients, env: Environment): WatchContext['minutes'] {
  const endpointName = env[Env.ENDPOINT_NAME];
  if (endpointName !== undefined) return (environment) => variantMinutes(endpointName, environment);
  const rule = ProductionRule.fromEnv(elb, env);
  const minutes = (environment: EnvironmentName) => loadBalancerMinutes(rule.dimensions(environment));
  if (!protects(env)) return minutes;
  const modelName = requireEnv(env, Env.MODEL_NAME);
  return (environment) => withGatewayCounts(minutes(environment), modelName, environment);
}

/** Where the judge counts: at the gateways, which are faster, if there are any. */
function countsFromEnv(clients: RouteClients, env: Environment): WatchContext['counts'] {
  if (env[Env.GATEWAY_METRICS] !== 'true') return minutesFromEnv(clients, env);
  const modelName = requireEnv(env, Env.MODEL_NAME);
  return (environment) => gatewayMinutes(modelName, environment);
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    cloudwatch: new CloudWatchClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
    sageMaker: new SageMakerClient({}),
    ssm: new SSMClient({}),
    sns: new SNSClient({}),
    events: new EventBridgeClient({}),
  }),
);
