import { Configuration } from '../parity';

/** Endpoint config and model behind an endpoint, as SageMaker describes them. */
export interface HostedDescription {
  readonly config: object;
  readonly model: object;
  /** Version that the endpoint serves. */
  readonly version: string;
}

/** What differs between two endpoints by nature, and what only tells of the description itself. */
const OF_CONFIG = ['$metadata', 'EndpointConfigName', 'EndpointConfigArn', 'CreationTime', 'ProductionVariants'];
const OF_MODEL = ['$metadata', 'ModelName', 'ModelArn', 'CreationTime', 'DeploymentRecommendation', 'PrimaryContainer'];

/** Names in these are the user's own. */
const DICTIONARIES = ['Environment'];

/**
 * The values that must agree between two endpoints. Everything that SageMaker describes is compared, so that a member that is new
 * to us is too. `autoScaled`: the count follows the live endpoint's size, and says nothing.
 */
export function endpointConfiguration(
  { config, model, version }: HostedDescription,
  options: { readonly autoScaled: boolean },
): Configuration {
  const variant = soleVariant(config);
  const container = (model as { PrimaryContainer?: object }).PrimaryContainer ?? {};
  const ofVariant = options.autoScaled ? ['ModelName', 'InitialInstanceCount'] : ['ModelName'];
  return {
    variant: camelCased(without(variant, ofVariant)),
    container: camelCased(container),
    model: camelCased(without(model, OF_MODEL)),
    endpointConfig: camelCased(withoutVersion(without(config, OF_CONFIG), version)),
  };
}

function soleVariant(config: object): object {
  return (config as { ProductionVariants?: readonly object[] }).ProductionVariants?.[0] ?? {};
}

function without(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** Captured data go to a prefix of their version: the prefix before it is what was configured. */
function withoutVersion(config: { DataCaptureConfig?: { DestinationS3Uri?: string } }, version: string): object {
  const uri = config.DataCaptureConfig?.DestinationS3Uri;
  if (uri?.endsWith(`/${version}`) !== true) return config;
  const DestinationS3Uri = uri.slice(0, -version.length - 1);
  return { ...config, DataCaptureConfig: { ...config.DataCaptureConfig, DestinationS3Uri } };
}

/** The value with the names of its members as paths have them; lists of names (subnets, security groups) in one order. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? [...value].sort() : value.map(camelCased);
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      DICTIONARIES.includes(name) ? member : camelCased(member),
    ]),
  );
}
