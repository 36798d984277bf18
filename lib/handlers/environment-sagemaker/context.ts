import { Env, EnvironmentName, Names, SageMakerScaling } from '../../contract';
import { withVersion } from '../../core/gateway-versions';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { EndpointRemoval } from '../shared/endpoint-removal';
import { requireEnv, requireJson } from '../shared/env';
import { GatewaySettingsStore, ParameterStore } from '../shared/gateway-settings';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { LoadBalancing } from '../shared/listener-rule';
import { ProductionRule } from '../shared/production-rule';
import { routeReadingFromEnv } from '../shared/route-from-env';
import { describeEndpoint, SageMaker } from '../shared/sagemaker';
import { AutoScaling } from '../shared/scaled-resource';
import { RouteReading } from '../shared/traffic-route';
import { VariantScaling } from '../shared/variant-scaling';

export interface EnvironmentClients {
  readonly dynamodb: DynamoDb;
  readonly sageMaker: SageMaker;
  readonly autoScaling: AutoScaling;
  readonly elb: LoadBalancing;
  readonly ssm: ParameterStore;
}

/** What the actions of this function work with. */
export interface EnvironmentContext {
  readonly store: LedgerStore;
  /** The gateways before the endpoints. */
  readonly rule: ProductionRule;
  readonly route: RouteReading;
  readonly sageMaker: SageMaker;
  readonly removal: EndpointRemoval;
  /** Undefined when endpoints keep the count that is declared. */
  readonly scaling: SageMakerScaling | undefined;
  readonly now: () => Date;
  /** Name or ARN of the declared endpoint config. */
  readonly candidate: () => string;
  readonly endpoint: (environment: EnvironmentName) => Promise<Endpoint | undefined>;
  /** Tells the gateways, which outlive versions, what their metrics are to say; undefined: the environment has none any more. */
  readonly setGatewayVersion: (environment: EnvironmentName, version: string | undefined) => Promise<unknown>;
  readonly variantScaling: (environment: EnvironmentName, variantName: string) => VariantScaling;
}

export function environmentContext({ clients, env, now }: HandlerDeps<EnvironmentClients>): EnvironmentContext {
  const store = LedgerStore.fromEnv(clients.dynamodb, env, now);
  const nameOf = (environment: EnvironmentName) => Names.endpoint(store.modelName, environment);
  return {
    store,
    rule: ProductionRule.fromEnv(clients.elb, env),
    route: routeReadingFromEnv(clients, env),
    sageMaker: clients.sageMaker,
    removal: new EndpointRemoval(clients, store.modelName),
    scaling: env[Env.SCALING] === undefined ? undefined : requireJson<SageMakerScaling>(env, Env.SCALING),
    now,
    candidate: () => requireEnv(env, Env.CANDIDATE),
    endpoint: (environment) => describeEndpoint(clients.sageMaker, nameOf(environment)),
    setGatewayVersion: (environment, version) =>
      GatewaySettingsStore.fromEnv(clients.ssm, env).update((settings) => withVersion(settings, environment, version)),
    variantScaling: (environment, variantName) =>
      new VariantScaling(clients.autoScaling, nameOf(environment), variantName),
  };
}
