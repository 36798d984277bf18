import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { AnswerEvent, ModelReleaseProperties } from '../../contract';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
} from '../shared/custom-resource';
import { answerDeploy, AnswerResult } from '../shared/answer-deploy';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { ModelReleaseClients, ModelReleaseContext, modelReleaseContext } from './context';
import { startRelease } from './start';
import { stopReleases } from './stop';

const answerSchema: z.ZodType<AnswerEvent> = z.object({
  action: z.literal('answer'),
  releaseId: z.string().min(1),
  refusal: z.object({ Error: z.string(), Cause: z.string() }).optional(),
});

const flag = z.enum(['true', 'false']);

const propertiesSchema: z.ZodType<ModelReleaseProperties> = z.object({
  Version: z.string().min(1),
  Content: z.string(),
  Image: z.string(),
  CandidateArn: z.string().min(1),
  ReturnAtStart: flag,
  Force: flag,
});

/** `Custom::ModelRelease`: starts a release on deploy; called again by the workflow to answer the deploy that waits for it. */
export function makeHandler(
  deps: HandlerDeps<ModelReleaseClients>,
): (event: unknown) => Promise<AnswerResult | undefined> {
  const context = once(() => modelReleaseContext(deps));
  return async (input) => {
    if (isAnswer(input)) return answerDeploy(context(), parseEvent(answerSchema, input));
    const event = parseEvent(customResourceSchema, input);
    await answerRequest(event, () => work(context(), event), deps.clients.put, context().logger);
    return undefined;
  };
}

function isAnswer(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'action' in input;
}

async function work(context: ModelReleaseContext, event: CustomResourceEvent): Promise<CustomResourceAnswer> {
  // Constant: another id in an Update would make CloudFormation send a Delete, which stops releases.
  const physicalResourceId = event.PhysicalResourceId ?? `${context.store.modelName}-release`;
  if (event.RequestType === 'Delete') {
    await stopReleases(context);
    return { status: 'SUCCESS', physicalResourceId };
  }
  return startRelease(context, event, parseEvent(propertiesSchema, event.ResourceProperties), physicalResourceId);
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient(PATIENT),
    sfn: new SFNClient(PATIENT),
    cloudformation: new CloudFormationClient(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
