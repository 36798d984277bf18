import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { AdoptResult, FinishResult, PreparedRelease, ReleaseFunctionEvent } from '../../contract';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { adopt } from './adopt';
import { askApproval } from './ask-approval';
import { ReleaseClients, releaseContext } from './context';
import { finish, recordRollback } from './finish';
import { enterPhase, PhaseResult, promote } from './phase';
import { prepare } from './prepare';

const releaseId = z.string().min(1);

const releaseInput = z.object({
  version: z.string().min(1).max(128),
  image: z.string().optional(),
  contentHash: z.string().min(1).optional(),
  candidateArn: z.string().min(1).optional(),
  force: z.boolean().optional(),
  requestedBy: z.string().optional(),
  byRegistry: z.boolean().optional(),
});

const text = z.string().min(1);

/** First in the union: with a member `back` it is nothing else. */
const returnInput = z.object({
  back: z.object({ version: text, leaves: text, reason: text }),
  requestedBy: text,
});

const schema: z.ZodType<ReleaseFunctionEvent> = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('prepare'),
    executionArn: z.string().min(1),
    releaseId,
    input: z.union([returnInput, releaseInput]),
    checks: z.array(text).optional(),
  }),
  z.object({
    action: z.literal('phase'),
    releaseId,
    phase: z.enum([
      'preparing',
      'provisioning',
      'checking',
      'shifting',
      'baking',
      'standby',
      'retiring',
      'rolling-back',
      'retiring-failed',
    ]),
  }),
  z.object({ action: z.literal('promote'), releaseId }),
  z.object({
    action: z.literal('ask-approval'),
    releaseId,
    check: z.string().min(1),
    timeoutSeconds: z.number().int().min(1),
    when: z.literal('roll-forward-only').optional(),
  }),
  z.object({ action: z.literal('rolled-back'), releaseId }),
  z.object({ action: z.literal('finish'), releaseId }),
  z.object({ action: z.literal('adopt'), executionArn: z.string().min(1), releaseId }),
]);

export type ReleaseFunctionResult =
  PreparedRelease | PhaseResult | { readonly asked: boolean } | FinishResult | AdoptResult;

/** The ledger's function: starts, moves, promotes and ends releases, and tells people. */
export function makeHandler(deps: HandlerDeps<ReleaseClients>): (event: unknown) => Promise<ReleaseFunctionResult> {
  const context = once(() => releaseContext(deps));
  return async (input) => {
    const event = parseEvent(schema, input);
    switch (event.action) {
      case 'prepare':
        return prepare(context(), event);
      case 'phase':
        return enterPhase(context(), event);
      case 'promote':
        return promote(context(), event);
      case 'ask-approval':
        return askApproval(context(), event);
      case 'rolled-back':
        return recordRollback(context(), event);
      case 'finish':
        return finish(context(), event);
      case 'adopt':
        return adopt(context(), event);
    }
  };
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    sfn: new SFNClient({}),
    ssm: new SSMClient({}),
    sns: new SNSClient({}),
    events: new EventBridgeClient({}),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
