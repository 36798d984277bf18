import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { HandlerDeps } from '../shared/handler';
import { LoadBalancing } from '../shared/listener-rule';
import { CloudFormation } from '../shared/stack-status';
import { Put } from '../shared/cfn-response';

export interface ProductionRouteClients {
  readonly elb: LoadBalancing;
  readonly dynamodb: DynamoDb;
  readonly cloudformation: CloudFormation;
  readonly put: Put;
}

/** What an update of the route works with. */
export interface RouteContext {
  readonly elb: LoadBalancing;
  readonly cloudformation: CloudFormation;
  readonly store: LedgerStore;
}

export function routeContext({ clients, env, now }: HandlerDeps<ProductionRouteClients>): RouteContext {
  const { elb, cloudformation, dynamodb } = clients;
  return { elb, cloudformation, store: LedgerStore.fromEnv(dynamodb, env, now) };
}
