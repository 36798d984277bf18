import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { z } from 'zod';
import { CheckEvent, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { goingOn } from '../shared/errors';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { CheckClients, CheckContext, checkContext } from './context';
import { checkParity } from './parity';
import { checkSageMakerParity } from './sagemaker-parity';
import { checkSmoke } from './smoke';

const parityRules = {
  name: z.string().min(1),
  allowedDifferences: z.array(z.string()),
  versionEnvironment: z.array(z.string()),
};

const paritySchema = z.object({ kind: z.literal('parity'), ...parityRules, containerName: z.string().min(1) });

const sageMakerParitySchema = z.object({
  kind: z.literal('sagemaker-parity'),
  ...parityRules,
  autoScaled: z.boolean(),
});

const smokeRequestSchema = z.object({
  name: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PUT']),
  // Not `//`: that would be another host.
  path: z.string().regex(/^\/(?!\/)/, 'must start with a single /'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  expectedStatus: z.number().int().min(100).max(599),
  schema: z.record(z.string(), z.unknown()).optional(),
  expectedValues: z
    .array(z.object({ path: z.string().min(1), value: z.unknown(), tolerance: z.number().min(0).optional() }))
    .optional(),
  maxLatencyMs: z.number().positive().optional(),
});

const smokeSchema = z.object({
  kind: z.literal('smoke'),
  name: z.string().min(1),
  requests: z.array(smokeRequestSchema),
  attempts: z.number().int().min(1).max(20),
  timeoutMs: z.number().int().min(1),
});

const schema: z.ZodType<CheckEvent> = z.object({
  action: z.literal('check'),
  releaseId: z.string().min(1),
  spec: z.discriminatedUnion('kind', [paritySchema, sageMakerParitySchema, smokeSchema]),
});

/** Runs one check against the idle environment and records its verdict. */
export function makeHandler(deps: HandlerDeps<CheckClients>): (event: unknown) => Promise<Verdict> {
  const context = once(() => checkContext(deps));
  return async (input) => {
    const event = parseEvent(schema, input);
    const { store } = context();
    const { releaseId } = event;
    const { ledger } = await store.apply({ kind: 'enter-phase', releaseId, phase: 'checking' });
    const verdict = await run(context(), ledger, goingOn(ledger, releaseId), event);
    await store.apply({ kind: 'record-verdict', releaseId, verdict }, ledger);
    return verdict;
  };
}

async function run(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  { spec }: CheckEvent,
): Promise<Verdict> {
  switch (spec.kind) {
    case 'parity':
      return checkParity(context, ledger, release, spec);
    case 'sagemaker-parity':
      return checkSageMakerParity(context, ledger, release, spec);
    case 'smoke':
      return checkSmoke(context, release, spec);
  }
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    ecs: new ECSClient({}),
    sageMaker: new SageMakerClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
  }),
);
