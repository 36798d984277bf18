import { Endpoint, fillStep } from '../../core/sagemaker/endpoint';
import { busy, Filling, unlessBusy } from './busy-endpoint';

/** How an endpoint is brought to an endpoint config. */
export interface FillActions {
  create(): Promise<void>;
  update(endpoint: Endpoint): Promise<void>;
  /** Takes away one that can't be changed any more. */
  remove(endpoint: Endpoint): Promise<void>;
}

/** Does what brings the endpoint to the config. Throws EnvironmentBusy while that can't be asked yet; to be called again then. */
export async function fillEndpoint(
  endpoint: Endpoint | undefined,
  configName: string,
  filling: Filling,
  actions: FillActions,
): Promise<void> {
  const step = fillStep(endpoint, configName);
  switch (step.kind) {
    case 'none':
      return;
    case 'create':
      return unlessBusy(filling, actions.create());
    case 'update':
      return unlessBusy(filling, actions.update(step.endpoint));
    case 'delete':
      await actions.remove(step.endpoint);
      throw busy(filling, `an endpoint that was ${step.endpoint.status} is being deleted`);
    case 'wait':
      throw busy(filling, `the endpoint is ${step.endpoint.status}`);
  }
}
