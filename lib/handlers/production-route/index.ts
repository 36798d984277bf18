import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { ProductionRouteProperties } from '../../contract';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
  isFailedCreate,
} from '../shared/custom-resource';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { ProductionRouteClients, RouteContext, routeContext } from './context';
import { createRoute } from './create';
import { deleteRoute } from './delete';
import { updateRoute } from './update';

const propertiesSchema: z.ZodType<ProductionRouteProperties> = z.object({
  ListenerArn: z.string().min(1),
  Priority: z.string().regex(/^\d+$/, 'must be decimal text'),
  Conditions: z.string().min(1),
  BlueTargetGroupArn: z.string().min(1),
  GreenTargetGroupArn: z.string().min(1),
});

/** `Custom::ProductionRoute`: the listener rule whose action belongs to the releases, never to CloudFormation. */
export function makeHandler(deps: HandlerDeps<ProductionRouteClients>): (event: unknown) => Promise<void> {
  const context = once(() => routeContext(deps));
  return async (input) => {
    const event = parseEvent(customResourceSchema, input);
    await answerRequest(event, () => work(context(), event), deps.clients.put, deps.logger ?? SILENT);
  };
}

async function work(context: RouteContext, event: CustomResourceEvent): Promise<CustomResourceAnswer> {
  const { elb, store } = context;
  const id = event.PhysicalResourceId ?? '';
  switch (event.RequestType) {
    case 'Create': {
      const properties = parseEvent(propertiesSchema, event.ResourceProperties);
      return answer(await createRoute(elb, store.modelName, properties, event));
    }
    case 'Update': {
      const properties = parseEvent(propertiesSchema, event.ResourceProperties);
      const old = parseEvent(propertiesSchema, event.OldResourceProperties);
      return answer(await updateRoute(context, id, properties, old, event));
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
    cloudformation: new CloudFormationClient(PATIENT),
    dynamodb: new DynamoDBClient(PATIENT),
    elb: new ElasticLoadBalancingV2Client(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
