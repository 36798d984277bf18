import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { EmergencyResult, RollbackResult, ShiftResult, TrafficFunctionEvent } from '../../contract';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { TrafficClients, trafficContext } from './context';
import { onAlarm, onOperator } from './emergency';
import { read, ReadResult } from './read';
import { rollback } from './rollback';
import { shift } from './shift';

const releaseId = z.string().min(1);

const schema: z.ZodType<TrafficFunctionEvent> = z.union([
  z.object({ action: z.literal('shift'), releaseId, stepIndex: z.number().int().min(0) }),
  z.object({ action: z.literal('rollback'), releaseId, cause: z.object({ Error: z.string(), Cause: z.string() }) }),
  z.object({
    action: z.literal('emergency'),
    reason: z.string().min(1),
    requestedBy: z.string().min(1),
    from: z.string().min(1).optional(),
  }),
  z.object({ action: z.literal('read') }),
  z.object({
    source: z.literal('aws.cloudwatch'),
    alarmArn: z.string(),
    time: z.string(),
    alarmData: z.object({
      alarmName: z.string().min(1),
      state: z.object({ value: z.string(), reason: z.string(), timestamp: z.string().optional() }),
    }),
  }),
]);

export type TrafficFunctionResult = ShiftResult | RollbackResult | EmergencyResult | ReadResult;

/** The only function that may change where production traffic goes. */
export function makeHandler(deps: HandlerDeps<TrafficClients>): (event: unknown) => Promise<TrafficFunctionResult> {
  const context = once(() => trafficContext(deps));
  return async (input) => {
    const event = parseEvent(schema, input);
    if ('source' in event) return onAlarm(context(), event);
    switch (event.action) {
      case 'shift':
        return shift(context(), event);
      case 'rollback':
        return rollback(context(), event);
      case 'emergency':
        return onOperator(context(), event);
      case 'read':
        return read(context());
    }
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
    sageMaker: new SageMakerClient({}),
    sleep: (milliseconds: number) => sleep(milliseconds),
  }),
);
