import { DeleteEndpointCommand } from '@aws-sdk/client-sagemaker';
import { EnvironmentName, Names } from '../../contract';
import { Endpoint, isDeletable } from '../../core/sagemaker/endpoint';
import { isForeign } from '../../core/sagemaker/ownership';
import { leftAlone, RemovalState } from './foreign-endpoint';
import { KeptCopies, ReleaseCopies } from './release-copies';
import { describeEndpoint, SageMaker } from './sagemaker';
import { isBusy, unlessMissing } from './sagemaker-errors';
import { AutoScaling } from './scaled-resource';
import { VariantScaling } from './variant-scaling';

/** Removes what releases made in the environments of a model. Every call may be repeated. */
export class EndpointRemoval {
  constructor(
    private readonly clients: { readonly sageMaker: SageMaker; readonly autoScaling: AutoScaling },
    private readonly modelName: string,
  ) {}

  /**
   * Goes as far as it can: an endpoint disappears minutes after its deletion was asked for, and one that is being created can't
   * even be asked. What is kept of a version stays when its endpoint is gone. Leaves alone an endpoint of something else, with what
   * releases made: it may run one of their models.
   */
  async advance(environment: EnvironmentName, kept?: KeptCopies): Promise<RemovalState> {
    const endpoint = await describeEndpoint(this.clients.sageMaker, Names.endpoint(this.modelName, environment));
    if (endpoint === undefined) {
      // Its endpoint is gone, and no other one gets them.
      await new ReleaseCopies(this.clients.sageMaker, this.modelName).deleteAll(environment, kept);
      return { kind: 'gone' };
    }
    if (isForeign(endpoint, this.modelName)) return leftAlone(endpoint, this.modelName);
    if (isDeletable(endpoint)) {
      await this.deleteEndpoint(endpoint);
      return { kind: 'waiting', reason: `endpoint "${endpoint.name}" is being deleted` };
    }
    return { kind: 'waiting', reason: `endpoint "${endpoint.name}" is ${endpoint.status}` };
  }

  /** Its scaling first: once the endpoint is gone, nobody knows the names of its variants any more. */
  async deleteEndpoint({ name, variants }: Endpoint): Promise<void> {
    for (const variant of variants) {
      await new VariantScaling(this.clients.autoScaling, name, variant.name).remove();
    }
    try {
      await unlessMissing(this.clients.sageMaker.send(new DeleteEndpointCommand({ EndpointName: name })));
    } catch (error) {
      if (!isBusy(error)) throw error; // the next look sees what it is doing
    }
  }
}
