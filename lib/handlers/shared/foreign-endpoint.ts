import { Endpoint } from '../../core/sagemaker/endpoint';
import { inWordsForeign, isForeign } from '../../core/sagemaker/ownership';
import { provisionFailed } from './fit-candidate';

/** How far the removal of an endpoint is. */
export type RemovalState =
  | { readonly kind: 'gone' }
  | { readonly kind: 'waiting'; readonly reason: string }
  /** Not ours: what has its name may serve somebody's production traffic. */
  | { readonly kind: 'left-alone'; readonly reason: string };

export function leftAlone(endpoint: Endpoint, modelName: string): RemovalState {
  return { kind: 'left-alone', reason: `left alone: ${inWordsForeign(endpoint, modelName)}` };
}

/** Throws ProvisionFailed when something else has the name of the endpoint: no release takes that over. */
export function assertNotForeign(endpoint: Endpoint | undefined, modelName: string): void {
  if (endpoint === undefined || !isForeign(endpoint, modelName)) return;
  throw provisionFailed(
    `${inWordsForeign(endpoint, modelName)}; give the model another endpointName or modelName, or delete that endpoint`,
  );
}
