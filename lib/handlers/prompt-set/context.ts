import { LambdaClient } from '@aws-sdk/client-lambda';
import { ShardClients, ShardContext, shardContext } from '../shared/shards/context';
import { HandlerDeps } from '../shared/handler';

export interface PromptSetClients extends ShardClients {
  /** Calls judges. */
  readonly lambda: { send: LambdaClient['send'] };
}

/** What prompts work with. */
export interface PromptSetContext extends ShardContext {
  readonly lambda: PromptSetClients['lambda'];
}

export function promptSetContext({ clients, env, now }: HandlerDeps<PromptSetClients>): PromptSetContext {
  return { ...shardContext(clients, env, now), lambda: clients.lambda };
}
