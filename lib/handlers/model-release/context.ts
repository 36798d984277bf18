import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Env } from '../../contract';
import { Put } from '../shared/cfn-response';
import { requireEnv } from '../shared/env';
import { HandlerDeps, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';

export interface ModelReleaseClients {
  readonly dynamodb: DynamoDb;
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly put: Put;
}

/** What the deploy-time trigger works with. */
export interface ModelReleaseContext {
  readonly store: LedgerStore;
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly put: Put;
  readonly stateMachineArn: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

export function modelReleaseContext({
  clients,
  env,
  now,
  logger = SILENT,
}: HandlerDeps<ModelReleaseClients>): ModelReleaseContext {
  return {
    ...clients,
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    stateMachineArn: requireEnv(env, Env.STATE_MACHINE_ARN),
    now,
    logger,
  };
}
