import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { Env, FeedbackResult, QualitySpec } from '../../contract';
import { csv } from '../shared/dataset-tools';
import { requireEnv, requireJson } from '../shared/env';
import { S3 } from '../shared/evidence-store';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { DynamoDb } from '../shared/ledger-store';
import { parseEvent } from '../shared/parse';
import { QualityWriter } from '../shared/quality/writer';
import { eventSchema, RawFeedback } from './event-schema';
import { ingestCall, IngestContext, ingestObject } from './ingest';
import { answerRequest, UrlAnswer } from './url-request';

export interface IngestClients {
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
}

/** Takes predictions and labels: from objects in the bucket, and from calls, direct ones and over HTTP. Logs counts, never what it takes. */
export function makeHandler({
  clients,
  env,
  now,
  logger = SILENT,
}: HandlerDeps<IngestClients>): (event: unknown) => Promise<FeedbackResult | UrlAnswer> {
  const context = once<IngestContext>(() => {
    const spec = requireJson<QualitySpec>(env, Env.QUALITY);
    const table = requireEnv(env, Env.QUALITY_TABLE);
    const writer = new QualityWriter({
      client: clients.dynamodb,
      table,
      retentionDays: spec.retentionDays,
      now: () => now().getTime(),
    });
    return { writer, s3: clients.s3, modelName: requireEnv(env, Env.MODEL_NAME), spec, csv, now, logger };
  });
  return async (input) => {
    const event = parseEvent(eventSchema, input);
    if ('source' in event) return ingestObject(context(), event);
    const take = (feedback: RawFeedback) => ingestCall(context(), feedback);
    return 'requestContext' in event ? answerRequest(event, take) : take(event);
  };
}

export const handler = makeHandler(deployedWith({ dynamodb: new DynamoDBClient({}), s3: new S3Client({}) }));
