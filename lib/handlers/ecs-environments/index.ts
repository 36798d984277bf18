import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import * as z from 'zod';
import { EcsEnvironmentsProperties, Env, MODEL_CONTAINER } from '../../contract';
import { Put } from '../shared/cfn-response';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
} from '../shared/custom-resource';
import { requireEnv } from '../shared/env';
import { deployedWith, HandlerDeps, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { AutoScaling } from '../shared/scaled-resource';
import { Ecs } from '../shared/task-definition';
import { cleanUp, requireTarget, seedFamilies } from './families';

export interface EcsEnvironmentsClients {
  readonly ecs: Ecs;
  readonly autoScaling: AutoScaling;
  readonly put: Put;
}

const propertiesSchema: z.ZodType<EcsEnvironmentsProperties> = z.object({
  CandidateTaskDefinitionArn: z.string().min(1),
  Cluster: z.string().min(1),
  TargetContainer: z.string().min(1).optional(),
});

/** `Custom::EcsEnvironments`: what the two services need before their first release, and what they leave behind. */
export function makeHandler({
  clients,
  env,
  logger = SILENT,
}: HandlerDeps<EcsEnvironmentsClients>): (event: unknown) => Promise<void> {
  return async (input) => {
    const event = parseEvent(customResourceSchema, input);
    const modelName = requireEnv(env, Env.MODEL_NAME);
    await answerRequest(event, () => work(clients, modelName, event), clients.put, logger);
  };
}

async function work(
  clients: EcsEnvironmentsClients,
  modelName: string,
  event: CustomResourceEvent,
): Promise<CustomResourceAnswer> {
  const properties = parseEvent(propertiesSchema, event.ResourceProperties);
  // Constant: another id in an Update would make CloudFormation delete the environments as the old resource.
  const physicalResourceId = event.PhysicalResourceId ?? `${modelName}-environments`;
  switch (event.RequestType) {
    case 'Create':
      await seedFamilies(clients.ecs, modelName, properties.CandidateTaskDefinitionArn);
      break;
    case 'Update': // a release owns what the environments run: a new candidate changes nothing here
      await requireTarget(clients.ecs, modelName, properties.TargetContainer ?? MODEL_CONTAINER);
      break;
    case 'Delete':
      await cleanUp(clients, modelName, properties.Cluster);
      break;
  }
  return { status: 'SUCCESS', physicalResourceId };
}

export const handler = makeHandler(
  deployedWith({
    ecs: new ECSClient(PATIENT),
    autoScaling: new ApplicationAutoScalingClient(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
