import {
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { EnvironmentName, Names } from '../../contract';
import { isCopyName } from '../../core/sagemaker/copy-name';
import { SageMaker } from './sagemaker';
import { unlessMissing } from './sagemaker-errors';

/** Names of what an endpoint runs. A release gives its model and its endpoint config the same one, and only one of them may be in use. */
export interface KeptCopies {
  readonly configs: readonly string[];
  readonly models: readonly string[];
}

/** Models and endpoint configs that releases ever made for an environment of a model. */
export class ReleaseCopies {
  constructor(
    private readonly sageMaker: SageMaker,
    private readonly modelName: string,
  ) {}

  /** Deletes them, but for what is kept. Endpoint configs first, because they name the models. */
  async deleteAll(environment: EnvironmentName, kept: KeptCopies = { configs: [], models: [] }): Promise<void> {
    const { sageMaker } = this;
    const prefix = Names.endpointCopyPrefix(this.modelName, environment);
    const isOver = (names: readonly string[]) => (name: string) =>
      isCopyName(this.modelName, environment, name) && !names.includes(name);
    for (const EndpointConfigName of (await this.configNames(prefix)).filter(isOver(kept.configs))) {
      await unlessMissing(sageMaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
    }
    for (const ModelName of (await this.modelNames(prefix)).filter(isOver(kept.models))) {
      await unlessMissing(sageMaker.send(new DeleteModelCommand({ ModelName })));
    }
  }

  private configNames(NameContains: string): Promise<readonly string[]> {
    return everyPage(async (NextToken) => {
      const page = await this.sageMaker.send(new ListEndpointConfigsCommand({ NameContains, NextToken }));
      return { names: page.EndpointConfigs?.map((config) => config.EndpointConfigName), NextToken: page.NextToken };
    });
  }

  private modelNames(NameContains: string): Promise<readonly string[]> {
    return everyPage(async (NextToken) => {
      const page = await this.sageMaker.send(new ListModelsCommand({ NameContains, NextToken }));
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
