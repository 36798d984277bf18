import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { setTimeout as sleep } from 'node:timers/promises';
import { Env, ENVIRONMENTS } from '../../contract';
import { Put } from '../shared/cfn-response';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
} from '../shared/custom-resource';
import { EndpointRemoval } from '../shared/endpoint-removal';
import { Environment, requireEnv } from '../shared/env';
import { deployedWith, HandlerDeps, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { removeSharedEndpoint } from '../shared/shared-endpoint-removal';
import { CleanUpClients, cleanUp, Removal } from './clean-up';
import { assertRoutingKept, physicalIdOf } from './kept-routing';

export interface SageMakerEnvironmentsClients extends CleanUpClients {
  readonly put: Put;
}

/** `Custom::SageMakerEnvironments`: a release makes the endpoints, so nobody but this resource takes them away with the stack. */
export function makeHandler(deps: HandlerDeps<SageMakerEnvironmentsClients>): (event: unknown) => Promise<void> {
  const { clients, env, logger = SILENT } = deps;
  return async (input) => {
    const event = parseEvent(customResourceSchema, input);
    await answerRequest(
      event,
      () => work({ ...deps, logger }, requireEnv(env, Env.MODEL_NAME), event),
      clients.put,
      logger,
    );
  };
}

async function work(
  { clients, env, now, logger = SILENT }: HandlerDeps<SageMakerEnvironmentsClients>,
  modelName: string,
  event: CustomResourceEvent,
): Promise<CustomResourceAnswer> {
  // Constant: another id in an Update would make CloudFormation delete the environments as the old resource.
  const physicalResourceId = event.PhysicalResourceId ?? physicalIdOf(modelName, event);
  if (event.RequestType === 'Update') assertRoutingKept(physicalResourceId, event);
  if (event.RequestType === 'Delete') await cleanUp(clients, removalsOf(clients, modelName, env), now, logger);
  return { status: 'SUCCESS', physicalResourceId };
}

/** Of the one endpoint, or of those of the two environments. */
function removalsOf(clients: CleanUpClients, modelName: string, env: Environment): readonly Removal[] {
  const endpointName = env[Env.ENDPOINT_NAME];
  if (endpointName !== undefined) return [() => removeSharedEndpoint(clients.sageMaker, modelName, endpointName)];
  const removal = new EndpointRemoval(clients, modelName);
  return ENVIRONMENTS.map((environment) => () => removal.advance(environment));
}

export const handler = makeHandler(
  deployedWith({
    sageMaker: new SageMakerClient(PATIENT),
    autoScaling: new ApplicationAutoScalingClient(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
    sleep: (milliseconds: number) => sleep(milliseconds),
  }),
);
