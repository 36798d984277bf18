import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { EnvironmentFunctionResult, MatchResult, SettleEvent, SettleResult } from '../../contract';
import { environmentHandler } from '../shared/environment-handler';
import { goingOn } from '../shared/errors';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { EnvironmentClients, EnvironmentContext, environmentContext } from './context';
import { poll } from './poll';
import { provision } from './provision';
import { retire } from './retire';

/** Brings versions into variants of the one endpoint, watches them there and takes them out again. */
export function makeHandler(
  deps: HandlerDeps<EnvironmentClients>,
): (event: unknown) => Promise<EnvironmentFunctionResult> {
  return environmentHandler(
    once(() => environmentContext(deps)),
    { provision, poll, match, settle, retire },
  );
}

/** Variants keep the count that is declared: an endpoint that scales takes no change of its weights meanwhile. */
async function match(): Promise<MatchResult> {
  return { environment: '', desiredCount: 0 };
}

async function settle({ store }: EnvironmentContext, event: SettleEvent): Promise<SettleResult> {
  const { environment } = goingOn(await store.read(), event.releaseId);
  return { environment };
}

export const handler = makeHandler(
  deployedWith({ dynamodb: new DynamoDBClient({}), sageMaker: new SageMakerClient({}) }),
);
