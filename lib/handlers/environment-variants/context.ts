import { DescribeEndpointConfigOutput } from '@aws-sdk/client-sagemaker';
import { Env, EnvironmentName } from '../../contract';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { requireEnv } from '../shared/env';
import { HandlerDeps } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { ReleaseCopies } from '../shared/release-copies';
import { describeConfig, describeEndpoint, SageMaker } from '../shared/sagemaker';
import { RouteReading } from '../shared/traffic-route';
import { VariantReading } from '../shared/variant-route';

export interface EnvironmentClients {
  readonly dynamodb: DynamoDb;
  readonly sageMaker: SageMaker;
}

/** What the actions of this function work with. */
export interface EnvironmentContext {
  readonly store: LedgerStore;
  readonly route: RouteReading;
  readonly sageMaker: SageMaker;
  readonly copies: ReleaseCopies;
  readonly endpointName: string;
  readonly now: () => Date;
  /** Name or ARN of the declared endpoint config. */
  readonly candidate: () => string;
  readonly endpoint: () => Promise<Endpoint | undefined>;
}

export function environmentContext({ clients, env, now }: HandlerDeps<EnvironmentClients>): EnvironmentContext {
  const { sageMaker } = clients;
  const store = LedgerStore.fromEnv(clients.dynamodb, env, now);
  const endpointName = requireEnv(env, Env.ENDPOINT_NAME);
  return {
    store,
    route: new VariantReading(sageMaker, endpointName, store.modelName),
    sageMaker,
    copies: new ReleaseCopies(sageMaker, store.modelName),
    endpointName,
    now,
    candidate: () => requireEnv(env, Env.CANDIDATE),
    endpoint: () => describeEndpoint(sageMaker, endpointName),
  };
}

/** Instances of an environment's variant. */
export function instancesOf(endpoint: Endpoint | undefined, environment: EnvironmentName) {
  const variant = endpoint?.variants.find(({ name }) => name === environment);
  return variant?.instances ?? { current: 0, desired: 0 };
}

/** Endpoint config that an endpoint runs now; undefined when there is none. */
export async function runningConfig(
  { sageMaker }: EnvironmentContext,
  endpoint: Endpoint | undefined,
): Promise<DescribeEndpointConfigOutput | undefined> {
  return endpoint?.configName === undefined ? undefined : describeConfig(sageMaker, endpoint.configName);
}
