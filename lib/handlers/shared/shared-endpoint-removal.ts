import { DeleteEndpointCommand } from '@aws-sdk/client-sagemaker';
import { ENVIRONMENTS } from '../../contract';
import { isDeletable } from '../../core/sagemaker/endpoint';
import { isForeign } from '../../core/sagemaker/ownership';
import { leftAlone, RemovalState } from './foreign-endpoint';
import { ReleaseCopies } from './release-copies';
import { describeEndpoint, SageMaker } from './sagemaker';
import { isBusy, unlessMissing } from './sagemaker-errors';

/**
 * Removes the one endpoint of both environments, with everything that releases made for it. Goes as far as it can, and may be
 * repeated. Leaves alone an endpoint of something else, with what releases made: it may run one of their models.
 */
export async function removeSharedEndpoint(
  sageMaker: SageMaker,
  modelName: string,
  endpointName: string,
): Promise<RemovalState> {
  const endpoint = await describeEndpoint(sageMaker, endpointName);
  if (endpoint === undefined) {
    const copies = new ReleaseCopies(sageMaker, modelName);
    for (const environment of ENVIRONMENTS) await copies.deleteAll(environment);
    return { kind: 'gone' };
  }
  if (isForeign(endpoint, modelName)) return leftAlone(endpoint, modelName);
  if (!isDeletable(endpoint)) {
    return { kind: 'waiting', reason: `endpoint "${endpointName}" is ${endpoint.status}` };
  }
  try {
    await unlessMissing(sageMaker.send(new DeleteEndpointCommand({ EndpointName: endpointName })));
  } catch (error) {
    if (!isBusy(error)) throw error; // the next look sees what it is doing
  }
  return { kind: 'waiting', reason: `endpoint "${endpointName}" is being deleted` };
}
