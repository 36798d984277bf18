import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import * as z from 'zod';
import { ProductionRouteProperties } from '../../contract';
import {
  answerRequest,
  CustomResourceAnswer,
  CustomResourceEvent,
  customResourceSchema,
  isFailedCreate,
} from '../shared/custom-resource';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { LoadBalancing } from '../shared/listener-rule';
import { parseEvent } from '../shared/parse';
import { PATIENT } from '../shared/patience';
import { ProductionRouteClients, RouteContext, routeContext } from './context';
import { removeCohort } from './cohort';
import { createRoute, RouteRules } from './create';
import { deleteRoute } from './delete';
import { cohortOf } from './properties';
import { updateRoute } from './update';

const propertiesSchema: z.ZodType<ProductionRouteProperties> = z.object({
  ListenerArn: z.string().min(1),
  Priority: z.string().regex(/^\d+$/, 'must be decimal text'),
  Conditions: z.string().min(1),
  BlueTargetGroupArn: z.string().min(1),
  GreenTargetGroupArn: z.string().min(1),
  CohortPriority: z.string().regex(/^\d+$/, 'must be decimal text').optional(),
  CohortConditions: z.string().min(1).optional(),
});

/** `Custom::ProductionRoute`: the listener rules whose actions belong to the releases, never to CloudFormation. */
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
      await removeDeclaredCohort(elb, event);
      if (!isFailedCreate(event.PhysicalResourceId)) await deleteRoute(elb, id);
      return { status: 'SUCCESS', physicalResourceId: id };
  }
}

/** Also after a Create that failed, which may have made the cohort's rule; one that was never valid has made none. */
async function removeDeclaredCohort(elb: LoadBalancing, event: CustomResourceEvent): Promise<void> {
  const { data } = propertiesSchema.safeParse(event.ResourceProperties);
  if (data !== undefined && cohortOf(data) !== undefined) await removeCohort(elb, data, event);
}

function answer({ productionArn, cohortArn }: RouteRules): CustomResourceAnswer {
  const data = { RuleArn: productionArn, ...(cohortArn === undefined ? {} : { CohortRuleArn: cohortArn }) };
  return { status: 'SUCCESS', physicalResourceId: productionArn, data };
}

export const handler = makeHandler(
  deployedWith({
    cloudformation: new CloudFormationClient(PATIENT),
    dynamodb: new DynamoDBClient(PATIENT),
    elb: new ElasticLoadBalancingV2Client(PATIENT),
    put: (url: string, init: RequestInit) => fetch(url, init),
  }),
);
