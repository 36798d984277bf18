import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { Env, MeasureEvent, MeasureResult, QualitySpec } from '../../contract';
import { requireEnv, requireJson } from '../shared/env';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { parseEvent } from '../shared/parse';
import { QualityCursors } from '../shared/quality/cursors';
import { QualityReader } from '../shared/quality/reader';
import { MeasureContext } from './context';
import { measureDrift } from './drift';
import { measureClosedWindows } from './measure';
import { CloudWatch } from './publish';

export interface MeasureClients {
  readonly dynamodb: DynamoDb;
  readonly cloudwatch: CloudWatch;
}

const schema: z.ZodType<MeasureEvent> = z.object({ action: z.literal('measure') });

/** Measures the windows whose time for labels is over, each once; and the drift of those that have just closed. */
export function makeHandler({
  clients,
  env,
  now,
  logger = SILENT,
}: HandlerDeps<MeasureClients>): (event: unknown) => Promise<MeasureResult> {
  const context = once<MeasureContext>(() => ({
    cursors: new QualityCursors(clients.dynamodb, requireEnv(env, Env.QUALITY_TABLE)),
    reader: new QualityReader(clients.dynamodb, requireEnv(env, Env.QUALITY_TABLE)),
    ledger: LedgerStore.fromEnv(clients.dynamodb, env, now),
    cloudwatch: clients.cloudwatch,
    modelName: requireEnv(env, Env.MODEL_NAME),
    spec: requireJson<QualitySpec>(env, Env.QUALITY),
    now,
    logger,
  }));
  return async (input) => {
    parseEvent(schema, input);
    const result = await measureClosedWindows(context());
    await measureDrift(context());
    return result;
  };
}

export const handler = makeHandler(
  // One try: a put whose answer is lost may have been made, and made again it would count everything twice.
  deployedWith({ dynamodb: new DynamoDBClient({}), cloudwatch: new CloudWatchClient({ maxAttempts: 1 }) }),
);
