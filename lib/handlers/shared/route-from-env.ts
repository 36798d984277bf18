import { EndpointNames, Env } from '../../contract';
import { Environment, requireEnv, requireJson } from './env';
import { GatewayRoute } from './gateway-route';
import { LoadBalancing } from './listener-rule';
import { ProductionRule } from './production-rule';
import { SageMaker } from './sagemaker';
import { RouteReading, TrafficRoute } from './traffic-route';
import { Pausing, VariantReading, VariantRoute } from './variant-route';

export interface RouteClients {
  readonly elb: LoadBalancing;
  readonly sageMaker: SageMaker;
}

/** What production traffic hangs on, for reading it: the weights of one endpoint's variants, or a listener rule. */
export function routeReadingFromEnv(clients: RouteClients, env: Environment): RouteReading {
  const endpointName = env[Env.ENDPOINT_NAME];
  return endpointName === undefined
    ? ruleFromEnv(clients, env)
    : new VariantReading(clients.sageMaker, endpointName, requireEnv(env, Env.MODEL_NAME));
}

/** The same for moving it. */
export function routeFromEnv(clients: RouteClients, env: Environment, time: Pausing): TrafficRoute {
  const endpointName = env[Env.ENDPOINT_NAME];
  return endpointName === undefined
    ? ruleFromEnv(clients, env)
    : new VariantRoute(clients.sageMaker, endpointName, requireEnv(env, Env.MODEL_NAME), time);
}

function ruleFromEnv({ elb, sageMaker }: RouteClients, env: Environment): TrafficRoute {
  const rule = ProductionRule.fromEnv(elb, env);
  if (env[Env.ENDPOINT_NAMES] === undefined) return rule;
  return new GatewayRoute(rule, sageMaker, requireJson<EndpointNames>(env, Env.ENDPOINT_NAMES));
}
