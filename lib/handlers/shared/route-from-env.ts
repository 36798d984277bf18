import { Env } from '../../contract';
import { Environment, requireEnv } from './env';
import { LoadBalancing, ProductionRule } from './production-rule';
import { SageMaker } from './sagemaker';
import { RouteReading, TrafficRoute } from './traffic-route';
import { Pausing, VariantReading, VariantRoute } from './variant-route';

export interface RouteClients {
  readonly elb: LoadBalancing;
  readonly sageMaker: SageMaker;
}

/** What production traffic hangs on, for reading it: the weights of one endpoint's variants, or a listener rule. */
export function routeReadingFromEnv({ elb, sageMaker }: RouteClients, env: Environment): RouteReading {
  const endpointName = env[Env.ENDPOINT_NAME];
  return endpointName === undefined
    ? ProductionRule.fromEnv(elb, env)
    : new VariantReading(sageMaker, endpointName, requireEnv(env, Env.MODEL_NAME));
}

/** The same for moving it. */
export function routeFromEnv(clients: RouteClients, env: Environment, time: Pausing): TrafficRoute {
  const endpointName = env[Env.ENDPOINT_NAME];
  return endpointName === undefined
    ? ProductionRule.fromEnv(clients.elb, env)
    : new VariantRoute(clients.sageMaker, endpointName, requireEnv(env, Env.MODEL_NAME), time);
}
