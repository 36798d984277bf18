import { CustomResourceEvent } from '../shared/custom-resource';

/** Between the begin of a physical id and the name of the one endpoint; a model with an endpoint for each environment has no such end. */
const SEPARATOR = '/';

/** Physical id for the life of the resource: it says what the endpoints of the model were when it was made. */
export function physicalIdOf(modelName: string, { ResourceProperties }: CustomResourceEvent): string {
  const endpointName = endpointIn(ResourceProperties);
  return `${modelName}-environments${endpointName === undefined ? '' : SEPARATOR + endpointName}`;
}

/**
 * Throws when a deploy gives a model other endpoints than those that it serves from: the live version would be left behind, and what
 * leads callers to it would go. The way back from such a deploy asks for what there was, and passes.
 */
export function assertRoutingKept(physicalResourceId: string, { ResourceProperties }: CustomResourceEvent): void {
  const at = physicalResourceId.indexOf(SEPARATOR);
  const before = at < 0 ? undefined : physicalResourceId.slice(at + 1);
  const wanted = endpointIn(ResourceProperties);
  if (before === wanted) return;
  throw new Error(
    `the routing of a deployed model must stay ${inWords(before)}, got ${inWords(wanted)}; make a model of another name beside it, ` +
      'and move the callers over',
  );
}

function endpointIn(properties: Readonly<Record<string, unknown>>): string | undefined {
  return typeof properties.EndpointName === 'string' ? properties.EndpointName : undefined;
}

function inWords(endpointName: string | undefined): string {
  return endpointName === undefined
    ? 'SageMakerRouting.gateway()'
    : `SageMakerRouting.variantWeights() of endpoint "${endpointName}"`;
}
