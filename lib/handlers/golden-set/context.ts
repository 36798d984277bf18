import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { Env } from '../../contract';
import { goingOn } from '../shared/errors';
import { requireEnv } from '../shared/env';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { EvidenceStore, S3 } from './evidence-store';

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
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

export interface GoldenSetClients {
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly fetch: Fetch;
  readonly sageMakerRuntime: { send: SageMakerRuntimeClient['send'] };
  /** Milliseconds of a clock that only goes forward. */
  readonly stopwatch: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** What golden sets work with. */
export interface GoldenSetContext extends GoldenSetClients {
  readonly ledger: LedgerStore;
  readonly evidence: EvidenceStore;
  /** The one endpoint whose variants are the environments; undefined when these stand behind a load balancer. */
  readonly endpointName: string | undefined;
  readonly testEndpoint: () => string;
}

export function goldenSetContext({ clients, env, now }: HandlerDeps<GoldenSetClients>): GoldenSetContext {
  return {
    ...clients,
    ledger: LedgerStore.fromEnv(clients.dynamodb, env, now),
    evidence: new EvidenceStore(clients.s3, requireEnv(env, Env.EVIDENCE_BUCKET)),
    endpointName: env[Env.ENDPOINT_NAME],
    testEndpoint: () => requireEnv(env, Env.TEST_ENDPOINT),
  };
}

/** Environment that the release fills, and whether another one is live. Throws what stops the release. */
export async function releaseOf({ ledger: store }: GoldenSetContext, releaseId: string) {
  const ledger = await store.read();
  const { environment } = goingOn(ledger, releaseId);
  return { environment, live: ledger.live?.environment };
}
