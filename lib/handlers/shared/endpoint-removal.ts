import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { EnvironmentName, Names } from '../../contract';
import { isCopyName } from '../../core/sagemaker/copy-name';
import { Endpoint, isDeletable } from '../../core/sagemaker/endpoint';
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
   * even be asked. Answers what is being waited for, or undefined when nothing is left.
   */
  async advance(environment: EnvironmentName): Promise<string | undefined> {
    const endpoint = await describeEndpoint(this.clients.sageMaker, Names.endpoint(this.modelName, environment));
    if (endpoint === undefined) {
      await this.deleteCopies(environment);
      return undefined;
    }
    if (isDeletable(endpoint)) {
      await this.deleteEndpoint(endpoint);
      return `endpoint "${endpoint.name}" is being deleted`;
    }
    return `endpoint "${endpoint.name}" is ${endpoint.status}`;
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

  /**
   * All that releases ever made for this environment: its endpoint is gone, and no other one gets them. Endpoint configs first,
   * because they name the models.
   */
  private async deleteCopies(environment: EnvironmentName): Promise<void> {
    const { sageMaker } = this.clients;
    const prefix = Names.endpointCopyPrefix(this.modelName, environment);
    const isOwn = (name: string) => isCopyName(this.modelName, environment, name);
    for (const EndpointConfigName of (await this.configNames(prefix)).filter(isOwn)) {
      await unlessMissing(sageMaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
    }
    for (const ModelName of (await this.modelNames(prefix)).filter(isOwn)) {
      await unlessMissing(sageMaker.send(new DeleteModelCommand({ ModelName })));
    }
  }

  private configNames(NameContains: string): Promise<readonly string[]> {
    return everyPage(async (NextToken) => {
      const page = await this.clients.sageMaker.send(new ListEndpointConfigsCommand({ NameContains, NextToken }));
      return { names: page.EndpointConfigs?.map((config) => config.EndpointConfigName), NextToken: page.NextToken };
    });
  }

  private modelNames(NameContains: string): Promise<readonly string[]> {
    return everyPage(async (NextToken) => {
      const page = await this.clients.sageMaker.send(new ListModelsCommand({ NameContains, NextToken }));
      return { names: page.Models?.map((model) => model.ModelName), NextToken: page.NextToken };
    });
  }
}

interface Page {
  readonly names?: readonly (string | undefined)[];
  readonly NextToken?: string;
}

/** The names of all pages, before the first of them is deleted: a token may not outlive what it stands after. */
async function everyPage(read: (nextToken: string | undefined) => Promise<Page>): Promise<readonly string[]> {
  const names: string[] = [];
  let page: Page | undefined;
  do {
    page = await read(page?.NextToken);
    names.push(...(page.names ?? []).flatMap((name) => name ?? []));
  } while (page.NextToken !== undefined);
  return names;
}
