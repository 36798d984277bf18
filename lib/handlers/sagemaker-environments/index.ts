import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { setTimeout as sleep } from 'node:timers/promises';
import { Env } from '../../contract';
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
import { CleanUpClients, cleanUp } from './clean-up';

export interface SageMakerEnvironmentsClients extends CleanUpClients {
  readonly put: Put;
}

/** `Custom::SageMakerEnvironments`: a release makes the endpoints, so nobody but this resource takes them away with the stack. */
export function makeHandler(deps: HandlerDeps<SageMakerEnvironmentsClients>): (event: unknown) => Promise<void> {
  const { clients, env, logger = SILENT } = deps;
  return async (input) => {
    const event = parseEvent(customResourceSchema, input);
    await answerRequest(event, () => work(deps, requireEnv(env, Env.MODEL_NAME), event), clients.put, logger);
  };
}

async function work(
  { clients, now }: HandlerDeps<SageMakerEnvironmentsClients>,
  modelName: string,
  event: CustomResourceEvent,
): Promise<CustomResourceAnswer> {
  // Constant: another id in an Update would make CloudFormation delete the environments as the old resource.
  const physicalResourceId = event.PhysicalResourceId ?? `${modelName}-environments`;
  if (event.RequestType === 'Delete') await cleanUp(clients, modelName, now);
  return { status: 'SUCCESS', physicalResourceId };
}

export const handler = makeHandler(
  deployedWith({
    sageMaker: new SageMakerClient(PATIENT),
    autoScaling: new ApplicationAutoScalingClient(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
    sleep: (milliseconds: number) => sleep(milliseconds),
  }),
);
