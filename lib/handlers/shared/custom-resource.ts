import * as z from 'zod';
import { CfnCallback, CfnResult, Put, respond } from './cfn-response';
import { messageOf, nameOf } from './errors';
import { Logger } from './logger';

/** The event that CloudFormation sends for a custom resource. Scalars in properties arrive as strings. */
export const customResourceSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.record(z.string(), z.unknown()),
  OldResourceProperties: z.record(z.string(), z.unknown()).optional(),
});

export type CustomResourceEvent = z.infer<typeof customResourceSchema>;

/** What a request came to: an answer to send now, or `later` when somebody else will answer. */
export type CustomResourceAnswer = (CfnResult & { readonly physicalResourceId: string }) | 'later';

/** Physical id of a resource whose Create failed: its Delete has nothing to remove. */
const FAILED_PREFIX = 'failed-create-';

export function isFailedCreate(physicalResourceId: string | undefined): boolean {
  return physicalResourceId?.startsWith(FAILED_PREFIX) ?? true;
}

/** Runs a request and sends its answer; whatever `work` throws becomes a FAILED answer with its text. */
export async function answerRequest(
  event: CustomResourceEvent,
  work: () => Promise<CustomResourceAnswer>,
  put: Put,
  logger: Logger,
): Promise<void> {
  const answer = await outcomeOf(event, work, logger);
  if (answer === 'later') return;
  logger.info('custom resource answered', {
    request: event.RequestType,
    resource: event.LogicalResourceId,
    status: answer.status,
  });
  await respond(callbackOf(event, answer.physicalResourceId), answer, put);
}

export function callbackOf(event: CustomResourceEvent, physicalResourceId: string): CfnCallback {
  return {
    responseUrl: event.ResponseURL,
    stackId: event.StackId,
    requestId: event.RequestId,
    logicalResourceId: event.LogicalResourceId,
    physicalResourceId,
  };
}

async function outcomeOf(
  event: CustomResourceEvent,
  work: () => Promise<CustomResourceAnswer>,
  logger: Logger,
): Promise<CustomResourceAnswer> {
  try {
    return await work();
  } catch (error) {
    logger.error('custom resource failed', {
      request: event.RequestType,
      resource: event.LogicalResourceId,
      error: nameOf(error),
    });
    const physicalResourceId = event.PhysicalResourceId ?? `${FAILED_PREFIX}${event.RequestId}`;
    return { status: 'FAILED', reason: `${nameOf(error)}: ${messageOf(error)}`, physicalResourceId };
  }
}
