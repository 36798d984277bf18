import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { setTimeout as pause } from 'node:timers/promises';
import { LoadTestStep } from '../../contract';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { LoadClients, loadContext } from './context';
import { countLoad } from './count';
import { eventSchema } from './event-schema';
import { CLOCK } from './generator/load-generator';
import { orderLoad } from './order';
import { prepareLoad } from './prepare';
import { sendLoad } from './send';

/** Does one step of a load test, or sends one worker's part of the load. */
export function makeHandler(deps: HandlerDeps<LoadClients>): (event: unknown) => Promise<LoadTestStep | null> {
  const context = once(() => loadContext(deps));
  return async (input) => {
    const event = parseEvent(eventSchema, input);
    switch (event.action) {
      case 'prepare':
        return prepareLoad(context(), event);
      case 'order':
        return orderLoad(context(), event);
      case 'send':
        await sendLoad(context(), event);
        return null;
      case 'count':
        return countLoad(context(), event);
    }
  };
}

/** More than a worker may have under way: the client's own queue would keep requests back, and the schedule with them. */
const MAX_SOCKETS = 1_000;

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    s3: new S3Client({}),
    // A load test never repeats a request.
    sageMakerRuntime: new SageMakerRuntimeClient({
      maxAttempts: 1,
      requestHandler: { httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS } },
    }),
    clock: CLOCK,
    pause,
  }),
);
