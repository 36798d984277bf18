import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AlarmNames, Env, WatchEvent, WatchResult } from '../../contract';
import { requireJson } from '../shared/env';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { parseEvent } from '../shared/parse';
import { LoadBalancing, ProductionRule } from '../shared/production-rule';
import { CloudWatch } from './alarms';
import { lookAt, lookBeforeStart, WatchContext } from './look';

export interface WatchClients {
  readonly dynamodb: DynamoDb;
  readonly cloudwatch: CloudWatch;
  readonly elb: LoadBalancing;
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
    rule: ProductionRule.fromEnv(clients.elb, env),
    cloudwatch: clients.cloudwatch,
    alarms: requireJson<AlarmNames>(env, Env.ALARM_NAMES),
    now,
  }));
  return async (input) => {
    const event = parseEvent(schema, input);
    return event.action === 'before' ? lookBeforeStart(context(), event) : lookAt(context(), event);
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    cloudwatch: new CloudWatchClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
  }),
);
