import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Env, ProbeEvent, ProbeResult } from '../../contract';
import { Answering, Fetch } from '../shared/answers/answering';
import { SageMakerRuntime } from '../shared/answers/invoke-answer';
import { requireEnv } from '../shared/env';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { CloudWatch, probe, ProbeContext } from './rounds';

export interface ProbeClients extends Pick<Answering, 'stopwatch'> {
  readonly cloudwatch: CloudWatch;
  readonly sageMakerRuntime: SageMakerRuntime;
  readonly fetch: Fetch;
  readonly sleep: ProbeContext['sleep'];
}

const schema: z.ZodType<ProbeEvent> = z.object({
  action: z.literal('probe'),
  environment: z.enum(['blue', 'green']),
  seconds: z.number().int().min(1).max(900),
  spec: z.object({
    requests: z
      .array(
        z.object({
          method: z.enum(['GET', 'POST', 'PUT']),
          path: z.string().startsWith('/'),
          headers: z.record(z.string(), z.string()).optional(),
          body: z.string().optional(),
        }),
      )
      .min(1),
    expectedStatus: z.number().int(),
    intervalSeconds: z.number().int().min(1),
    count: z.number().int().min(1),
    timeoutMs: z.number().int().min(1),
    maxFailedPercent: z.number(),
  }),
});

/** Asks an environment for predictions again and again while the workflow waits, and publishes how many failed. */
export function makeHandler({
  clients,
  env,
  now,
  logger = SILENT,
}: HandlerDeps<ProbeClients>): (event: unknown) => Promise<ProbeResult> {
  const context = once<ProbeContext>(() => ({
    ...clients,
    now,
    logger,
    modelName: requireEnv(env, Env.MODEL_NAME),
    endpointName: env[Env.ENDPOINT_NAME],
    testEndpoint: () => requireEnv(env, Env.TEST_ENDPOINT),
  }));
  return async (input) => probe(context(), parseEvent(schema, input));
}

export const handler = makeHandler(
  deployedWith({
    cloudwatch: new CloudWatchClient({}),
    // A probe counts its failures itself.
    sageMakerRuntime: new SageMakerRuntimeClient({ maxAttempts: 1 }),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
    sleep: (milliseconds: number) => sleep(milliseconds),
  }),
);
