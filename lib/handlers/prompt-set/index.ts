import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { setTimeout as pause } from 'node:timers/promises';
import { OwnCheckResult, SplitResult } from '../../contract';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PromptSetClients, promptSetContext } from './context';
import { eventSchema } from './event-schema';
import { reducePrompts } from './reduce';
import { sendPrompts } from './shard';
import { splitPrompts } from './split';

/** Does one part of a check by prompts. Never logs what it sends or is told. */
export function makeHandler(
  deps: HandlerDeps<PromptSetClients>,
): (event: unknown) => Promise<SplitResult | OwnCheckResult | null> {
  const context = once(() => promptSetContext(deps));
  return async (input) => {
    const event = parseEvent(eventSchema, input);
    switch (event.action) {
      case 'split':
        return splitPrompts(context(), event);
      case 'shard':
        await sendPrompts(context(), event);
        return null;
      case 'reduce':
        return reducePrompts(context(), event);
    }
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    s3: new S3Client({}),
    lambda: new LambdaClient({}),
    // Tries are counted here.
    sageMakerRuntime: new SageMakerRuntimeClient({ maxAttempts: 1 }),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
    pause,
  }),
);
