import { DescribeServicesCommand, Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { EcsScaling, Env, EnvironmentName, ErrorName, Names } from '../../contract';
import { requireEnv, requireJson } from '../shared/env';
import { ReleaseError } from '../shared/errors';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { LoadBalancing } from '../shared/listener-rule';
import { ProductionRule } from '../shared/production-rule';
import { ScalableTarget } from '../shared/scalable-target';
import { AutoScaling } from '../shared/scaled-resource';
import { Ecs } from '../shared/task-definition';

export interface EnvironmentClients {
  readonly dynamodb: DynamoDb;
  readonly ecs: Ecs;
  readonly autoScaling: AutoScaling;
  readonly elb: LoadBalancing;
}

/** What the actions of this function work with. */
export interface EnvironmentContext {
  readonly store: LedgerStore;
  readonly rule: ProductionRule;
  readonly ecs: Ecs;
  readonly cluster: string;
  readonly scaling: EcsScaling;
  readonly now: () => Date;
  scalableTarget(environment: EnvironmentName): ScalableTarget;
}

export function environmentContext({ clients, env, now }: HandlerDeps<EnvironmentClients>): EnvironmentContext {
  const store = LedgerStore.fromEnv(clients.dynamodb, env, now);
  const cluster = requireEnv(env, Env.CLUSTER);
  return {
    store,
    rule: ProductionRule.fromEnv(clients.elb, env),
    ecs: clients.ecs,
    cluster,
    scaling: requireJson<EcsScaling>(env, Env.SCALING),
    now,
    scalableTarget: (environment) => new ScalableTarget(clients.autoScaling, cluster, store.modelName, environment),
  };
}

/** Service of an environment. Throws ProvisionFailed when it does not exist: the stack was changed by hand. */
export async function describeService(context: EnvironmentContext, environment: EnvironmentName): Promise<Service> {
  const name = Names.service(context.store.modelName, environment);
  const { services = [] } = await context.ecs.send(
    new DescribeServicesCommand({ cluster: context.cluster, services: [name] }),
  );
  const service = services.find(({ status }) => status !== 'INACTIVE');
  if (service !== undefined) return service;
  throw new ReleaseError(
    ErrorName.PROVISION_FAILED,
    `service "${name}" must exist in cluster ${context.cluster}, got none; deploy the stack again`,
  );
}

/** Changes what an environment runs and how much of it. */
export async function updateService(
  context: EnvironmentContext,
  environment: EnvironmentName,
  change: { readonly taskDefinition?: string; readonly desiredCount: number },
): Promise<void> {
  const service = Names.service(context.store.modelName, environment);
  await context.ecs.send(new UpdateServiceCommand({ cluster: context.cluster, service, ...change }));
}
