import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { setTimeout as pause } from 'node:timers/promises';
import { SplitResult } from '../../contract';
import { GoldenResult } from '../../core/golden/result';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { ShardClients, shardContext } from '../shared/shards/context';
import { eventSchema } from './event-schema';
import { reduceGoldenSet } from './reduce';
import { sendShard } from './shard';
import { splitGoldenSet } from './split';

/** Does one part of a golden set: 512 MB are enough for each, however many items there are. */
export function makeHandler(
  deps: HandlerDeps<ShardClients>,
): (event: unknown) => Promise<SplitResult | GoldenResult | null> {
  const context = once(() => shardContext(deps.clients, deps.env, deps.now));
  return async (input) => {
    const event = parseEvent(eventSchema, input);
    switch (event.action) {
      case 'split':
        return splitGoldenSet(context(), event);
      case 'shard':
        await sendShard(context(), event);
        return null;
      case 'reduce':
        return reduceGoldenSet(context(), event);
    }
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    s3: new S3Client({}),
    // Tries are counted here.
    sageMakerRuntime: new SageMakerRuntimeClient({ maxAttempts: 1 }),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
    pause,
  }),
);
