import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { Env, ProductionRouteProperties } from '../../contract';
import { Put } from '../shared/cfn-response';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
  isFailedCreate,
} from '../shared/custom-resource';
import { requireEnv } from '../shared/env';
import { deployedWith, HandlerDeps, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { LoadBalancing } from '../shared/production-rule';
import { createRoute } from './create';
import { deleteRoute } from './delete';
import { updateRoute } from './update';

export interface ProductionRouteClients {
  readonly elb: LoadBalancing;
  readonly put: Put;
}

const propertiesSchema: z.ZodType<ProductionRouteProperties> = z.object({
  ListenerArn: z.string().min(1),
  Priority: z.string().regex(/^\d+$/, 'must be decimal text'),
  Conditions: z.string().min(1),
  BlueTargetGroupArn: z.string().min(1),
  GreenTargetGroupArn: z.string().min(1),
});

/** `Custom::ProductionRoute`: the listener rule whose action belongs to the releases, never to CloudFormation. */
export function makeHandler({
  clients,
  env,
  logger = SILENT,
}: HandlerDeps<ProductionRouteClients>): (event: unknown) => Promise<void> {
  return async (input) => {
    const event = parseEvent(customResourceSchema, input);
    const modelName = requireEnv(env, Env.MODEL_NAME);
    await answerRequest(event, () => work(clients.elb, modelName, event), clients.put, logger);
  };
}

async function work(elb: LoadBalancing, modelName: string, event: CustomResourceEvent): Promise<CustomResourceAnswer> {
  const id = event.PhysicalResourceId ?? '';
  switch (event.RequestType) {
    case 'Create':
      return answer(await createRoute(elb, modelName, parseEvent(propertiesSchema, event.ResourceProperties), event));
    case 'Update': {
      const properties = parseEvent(propertiesSchema, event.ResourceProperties);
      const old = parseEvent(propertiesSchema, event.OldResourceProperties);
      return answer(await updateRoute(elb, id, properties, old, event));
    }
    case 'Delete':
      if (!isFailedCreate(event.PhysicalResourceId)) await deleteRoute(elb, id);
      return { status: 'SUCCESS', physicalResourceId: id };
  }
}

function answer(ruleArn: string): CustomResourceAnswer {
  return { status: 'SUCCESS', physicalResourceId: ruleArn, data: { RuleArn: ruleArn } };
}

export const handler = makeHandler(
  deployedWith({
    elb: new ElasticLoadBalancingV2Client(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
