import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { EnvironmentFunctionEvent, MatchResult, PollResult, ProvisionResult, RetireResult } from '../../contract';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { EnvironmentClients, environmentContext } from './context';
import { match } from './match';
import { poll } from './poll';
import { provision } from './provision';
import { retire } from './retire';
import { settle, SettleResult } from './settle';

const releaseId = z.string().min(1);

const schema: z.ZodType<EnvironmentFunctionEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('provision'), releaseId }),
  z.object({ action: z.literal('poll'), releaseId }),
  z.object({ action: z.literal('match'), releaseId }),
  z.object({ action: z.literal('settle'), releaseId }),
  z.object({ action: z.literal('retire'), releaseId, which: z.enum(['old', 'failed']) }),
]);

export type EnvironmentFunctionResult = ProvisionResult | PollResult | MatchResult | SettleResult | RetireResult;

/** Fills, watches, scales and empties the ECS services behind the two environments. */
export function makeHandler(
  deps: HandlerDeps<EnvironmentClients>,
): (event: unknown) => Promise<EnvironmentFunctionResult> {
  const context = once(() => environmentContext(deps));
  return async (input) => {
    const event = parseEvent(schema, input);
    switch (event.action) {
      case 'provision':
        return provision(context(), event);
      case 'poll':
        return poll(context(), event);
      case 'match':
        return match(context(), event);
      case 'settle':
        return settle(context(), event);
      case 'retire':
        return retire(context(), event);
    }
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    ecs: new ECSClient({}),
    autoScaling: new ApplicationAutoScalingClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
  }),
);
