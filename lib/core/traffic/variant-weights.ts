import { allOn, EnvironmentName, ENVIRONMENTS, Weights } from '../../contract';
import { Endpoint, Variant } from '../sagemaker/endpoint';

const NOBODY: Weights = { blue: 0, green: 0 };

/** States in which an endpoint answers nobody: it is being made, it never came up, or it goes. */
const SILENT: readonly string[] = ['Creating', 'Failed', 'Deleting'];

/**
 * Shares of the two variants of an endpoint, by the weights that are in effect. A variant without another one has all requests,
 * whatever its weight. Undefined when the endpoint has a variant that is not ours.
 */
export function weightsOfEndpoint(endpoint: Endpoint | undefined): Weights | undefined {
  return weightsBy(endpoint, ({ weight }) => weight?.current ?? 0);
}

/** Shares after the change that is under way, if there is one. */
export function desiredWeightsOf(endpoint: Endpoint | undefined): Weights | undefined {
  return weightsBy(endpoint, ({ weight }) => weight?.desired ?? 0);
}

/**
 * True when no request can reach another side: neither by the weights in effect nor by those that a change under way brings. Without
 * an environment: when nothing answers.
 */
export function reachesOnly(endpoint: Endpoint | undefined, environment: EnvironmentName | undefined): boolean {
  return [weightsOfEndpoint(endpoint), desiredWeightsOf(endpoint)].every((weights) =>
    environment === undefined ? isNobody(weights) : weights !== undefined && isAlone(weights, environment),
  );
}

/** True when an endpoint answers nobody. */
export function isSilent(endpoint: Endpoint | undefined): boolean {
  return endpoint === undefined || SILENT.includes(endpoint.status);
}

function weightsBy(endpoint: Endpoint | undefined, weightOf: (variant: Variant) => number): Weights | undefined {
  if (endpoint === undefined || isSilent(endpoint)) return NOBODY;
  const { variants } = endpoint;
  const own = ENVIRONMENTS.filter((environment) => variants.some(({ name }) => name === environment));
  if (own.length !== variants.length) return undefined;
  if (own.length === 1) return allOn(own[0]);
  const of = (environment: EnvironmentName) =>
    variants.filter(({ name }) => name === environment).reduce((sum, variant) => sum + weightOf(variant), 0);
  return { blue: of('blue'), green: of('green') };
}

function isAlone({ blue, green }: Weights, environment: EnvironmentName): boolean {
  return environment === 'blue' ? blue > 0 && green === 0 : green > 0 && blue === 0;
}

function isNobody(weights: Weights | undefined): boolean {
  return weights !== undefined && weights.blue === 0 && weights.green === 0;
}
