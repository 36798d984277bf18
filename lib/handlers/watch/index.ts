import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { z } from 'zod';
import { AlarmNames, Env, WatchEvent, WatchResult } from '../../contract';
import { Environment, requireJson } from '../shared/env';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { parseEvent } from '../shared/parse';
import { ProductionRule } from '../shared/production-rule';
import { RouteClients, routeReadingFromEnv } from '../shared/route-from-env';
import { CloudWatch } from './alarms';
import { loadBalancerMinutes } from './load-balancer-minutes';
import { variantMinutes } from './variant-minutes';
import { lookAt, lookBeforeStart, WatchContext } from './look';

export interface WatchClients extends RouteClients {
  readonly dynamodb: DynamoDb;
  readonly cloudwatch: CloudWatch;
}

const schema: z.ZodType<WatchEvent> = z.object({ action: z.enum(['before', 'watch']), releaseId: z.string().min(1) });

/** Looks at a release and says whether it goes on. */
export function makeHandler({
  clients,
  env,
  now,
}: HandlerDeps<WatchClients>): (event: unknown) => Promise<WatchResult> {
  const context = once<WatchContext>(() => ({
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    route: routeReadingFromEnv(clients, env),
    minutes: minutesFromEnv(clients, env),
    cloudwatch: clients.cloudwatch,
    alarms: requireJson<AlarmNames>(env, Env.ALARM_NAMES),
    now,
  }));
  return async (input) => {
    const event = parseEvent(schema, input);
    return event.action === 'before' ? lookBeforeStart(context(), event) : lookAt(context(), event);
  };
}

/** Where the minutes of an environment are read: by the variant, or by the target group. */
function minutesFromEnv({ elb }: RouteClients, env: Environment): WatchContext['minutes'] {
  const endpointName = env[Env.ENDPOINT_NAME];
  if (endpointName !== undefined) return (environment) => variantMinutes(endpointName, environment);
  const rule = ProductionRule.fromEnv(elb, env);
  return (environment) => loadBalancerMinutes(rule.dimensions(environment));
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    cloudwatch: new CloudWatchClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
    sageMaker: new SageMakerClient({}),
  }),
);
