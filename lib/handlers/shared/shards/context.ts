import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { Env } from '../../../contract';
import { Environment, requireEnv } from '../env';
import { goingOn } from '../errors';
import { EvidenceStore, S3 } from '../evidence-store';
import { DynamoDb, LedgerStore } from '../ledger-store';

/** The part of the global `fetch` that is used here. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body: string | Uint8Array<ArrayBuffer>;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<{
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}>;

export interface ShardClients {
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly fetch: Fetch;
  readonly sageMakerRuntime: { send: SageMakerRuntimeClient['send'] };
  /** Milliseconds of a clock that only goes forward. */
  readonly stopwatch: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** What checks work with whose requests are split into shards. */
export interface ShardContext extends ShardClients {
  readonly ledger: LedgerStore;
  readonly evidence: EvidenceStore;
  /** The one endpoint whose variants are the environments; undefined when these stand behind a load balancer. */
  readonly endpointName: string | undefined;
  readonly testEndpoint: () => string;
  readonly now: () => Date;
  /** Of the function. */
  readonly memoryMb: () => number;
}

export function shardContext(clients: ShardClients, env: Environment, now: () => Date): ShardContext {
  return {
    ...clients,
    ledger: LedgerStore.fromEnv(clients.dynamodb, env, now),
    evidence: new EvidenceStore(clients.s3, requireEnv(env, Env.EVIDENCE_BUCKET)),
    endpointName: env[Env.ENDPOINT_NAME],
    testEndpoint: () => requireEnv(env, Env.TEST_ENDPOINT),
    now,
    memoryMb: () => Number(requireEnv(env, LAMBDA_MEMORY)),
  };
}

/** Set by Lambda itself (developer guide, "Defined runtime environment variables"). */
const LAMBDA_MEMORY = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';

/** Environment that the release fills, and whether another one is live. Throws what stops the release. */
export async function releaseOf({ ledger: store }: Pick<ShardContext, 'ledger'>, releaseId: string) {
  const ledger = await store.read();
  const { environment } = goingOn(ledger, releaseId);
  return { environment, live: ledger.live?.environment };
}
