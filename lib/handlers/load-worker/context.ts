import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { Env } from '../../contract';
import { requireEnv } from '../shared/env';
import { EvidenceStore, S3 } from '../shared/evidence-store';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { LoadClock } from './generator/load-generator';

export interface LoadClients {
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly sageMakerRuntime: Pick<SageMakerRuntimeClient, 'send'>;
  /** What schedules are kept by. */
  readonly clock: LoadClock;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** What a load test works with. */
export interface LoadContext extends LoadClients {
  readonly ledger: LedgerStore;
  readonly evidence: EvidenceStore;
  /** The one endpoint whose variants are the environments; undefined when these stand behind a load balancer. */
  readonly endpointName: string | undefined;
  readonly testEndpoint: () => string;
}

export function loadContext({ clients, env, now }: HandlerDeps<LoadClients>): LoadContext {
  return {
    ...clients,
    ledger: LedgerStore.fromEnv(clients.dynamodb, env, now),
    evidence: new EvidenceStore(clients.s3, requireEnv(env, Env.EVIDENCE_BUCKET)),
    endpointName: env[Env.ENDPOINT_NAME],
    testEndpoint: () => requireEnv(env, Env.TEST_ENDPOINT),
  };
}
