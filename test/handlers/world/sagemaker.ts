import { EnvironmentName, Names } from '../../../lib/contract';
import { copyName } from '../../../lib/core/sagemaker/copy-name';
import { awsError, Operations } from './calls';

const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333';
const CANDIDATE_MODEL = 'app-model-1a2b';
export const CANDIDATE_CONFIG = 'app-config-3c4d';

const IN_PROGRESS = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'];

export interface FakeEndpoint {
  status: string;
  configName: string;
  pendingConfigName?: string;
  failureReason?: string;
  /** Of every variant; undefined when they are serverless. */
  current?: number;
  desired?: number;
  tags: Record<string, string>;
  /** In effect, by variant; those of the endpoint config when absent. */
  weights?: Record<string, number>;
  /** Of single variants, where they differ from `current` and `desired`. */
  instances?: Record<string, number>;
  /** Asked for by a change that is under way. */
  desiredWeights?: Record<string, number>;
}

/** Models, endpoint configs and endpoints, in memory. What SageMaker does by itself happens when time passes. */
export class FakeSageMaker {
  readonly models: Record<string, any> = {};
  readonly configs: Record<string, any> = {};
  readonly endpoints: Record<string, FakeEndpoint> = {};
  /** What the next creations and updates come to. */
  outcome: 'works' | 'fails' = 'works';
  /** Names that a page of a list holds. */
  pageSize = 100;

  constructor(private readonly modelName: string) {
    this.models[CANDIDATE_MODEL] = {
      PrimaryContainer: { Image: 'repo/model:candidate', ModelDataUrl: 's3://artefacts/model.tar.gz' },
      ExecutionRoleArn: 'arn:role',
      EnableNetworkIsolation: true,
    };
    this.configs[CANDIDATE_CONFIG] = {
      ProductionVariants: [
        { VariantName: 'main', ModelName: CANDIDATE_MODEL, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
      ],
      KmsKeyId: 'arn:key',
    };
  }

  endpoint(environment: EnvironmentName): FakeEndpoint | undefined {
    return this.endpoints[Names.endpoint(this.modelName, environment)];
  }

  /** Puts an endpoint there that an earlier release made. */
  host(environment: EnvironmentName, releaseId: string, members: Partial<FakeEndpoint> = {}): FakeEndpoint {
    const name = copyName(this.modelName, environment, releaseId);
    const candidate = this.configs[CANDIDATE_CONFIG];
    this.models[name] = structuredClone(this.models[CANDIDATE_MODEL]);
    this.configs[name] = {
      ...candidate,
      ProductionVariants: [{ ...candidate.ProductionVariants[0], ModelName: name }],
    };
    const endpoint = { status: 'InService', configName: name, current: 2, desired: 2, tags: {}, ...members };
    this.endpoints[Names.endpoint(this.modelName, environment)] = endpoint;
    return endpoint;
  }

  /** Everything that is under way ends. */
  timePasses(): void {
    for (const [name, endpoint] of Object.entries(this.endpoints)) {
      if (endpoint.status === 'Deleting') delete this.endpoints[name];
      if (endpoint.status === 'Creating') this.end(endpoint, 'Failed');
      if (endpoint.status === 'Updating') this.end(endpoint, 'InService');
      if (['RollingBack', 'SystemUpdating'].includes(endpoint.status)) endpoint.status = 'InService';
    }
  }

  private end(endpoint: FakeEndpoint, statusOfFailure: string): void {
    if (endpoint.desiredWeights !== undefined) {
      if (this.outcome === 'works') endpoint.weights = { ...endpoint.weights, ...endpoint.desiredWeights };
      delete endpoint.desiredWeights;
      endpoint.status = 'InService';
      return;
    }
    if (this.outcome === 'fails') {
      endpoint.status = statusOfFailure;
      endpoint.failureReason = 'the container did not answer /ping';
    } else {
      endpoint.status = 'InService';
      endpoint.configName = endpoint.pendingConfigName ?? endpoint.configName;
      const [{ InitialInstanceCount }] = this.configs[endpoint.configName].ProductionVariants;
      Object.assign(endpoint, { current: InitialInstanceCount, desired: InitialInstanceCount });
    }
    delete endpoint.pendingConfigName;
  }

  readonly operations: Operations = {
    CreateModel: ({ ModelName, ...model }) => this.create(this.models, 'model', ModelName, model),
    DescribeModel: ({ ModelName }) => {
      const model = find(this.models, 'model', ModelName);
      return { ...model, Tags: undefined, ModelName, ModelArn: `${ARN}:model/${ModelName}` };
    },
    DeleteModel: ({ ModelName }) => {
      find(this.models, 'model', ModelName);
      this.assertUnused((config) => config.ProductionVariants.some((variant: any) => variant.ModelName === ModelName));
      delete this.models[ModelName];
    },
    ListModels: (input) => this.list(this.models, input, 'Models', 'ModelName'),
    CreateEndpointConfig: ({ EndpointConfigName, ...config }) => {
      for (const { ModelName } of config.ProductionVariants) find(this.models, 'model', ModelName);
      return this.create(this.configs, 'endpoint configuration', EndpointConfigName, config);
    },
    DescribeEndpointConfig: ({ EndpointConfigName }) => {
      const config = find(this.configs, 'endpoint configuration', EndpointConfigName);
      const EndpointConfigArn = `${ARN}:endpoint-config/${EndpointConfigName}`;
      return { ...config, Tags: undefined, EndpointConfigName, EndpointConfigArn };
    },
    DeleteEndpointConfig: ({ EndpointConfigName }) => {
      const config = find(this.configs, 'endpoint configuration', EndpointConfigName);
      this.assertUnused((used) => used === config);
      delete this.configs[EndpointConfigName];
    },
    ListEndpointConfigs: (input) => this.list(this.configs, input, 'EndpointConfigs', 'EndpointConfigName'),
    CreateEndpoint: ({ EndpointName, EndpointConfigName, Tags }) => {
      find(this.configs, 'endpoint configuration', EndpointConfigName);
      const endpoint = { status: 'Creating', configName: EndpointConfigName, tags: tagsOf(Tags) };
      return this.create(this.endpoints, 'endpoint', EndpointName, endpoint);
    },
    DescribeEndpoint: ({ EndpointName }) => this.describe(EndpointName),
    UpdateEndpoint: ({ EndpointName, EndpointConfigName }) => {
      find(this.configs, 'endpoint configuration', EndpointConfigName);
      const endpoint = this.changeable(EndpointName);
      if (endpoint.status === 'Failed') throw invalid(`Cannot update endpoint "${EndpointName}" in status Failed`);
      Object.assign(endpoint, { status: 'Updating', pendingConfigName: EndpointConfigName });
    },
    UpdateEndpointWeightsAndCapacities: ({ EndpointName, DesiredWeightsAndCapacities }) => {
      const endpoint = this.changeable(EndpointName);
      const wanted = DesiredWeightsAndCapacities.map((each: any) => [each.VariantName, each.DesiredWeight]);
      Object.assign(endpoint, { status: 'Updating', desiredWeights: Object.fromEntries(wanted) });
    },
    DeleteEndpoint: ({ EndpointName }) => {
      this.changeable(EndpointName).status = 'Deleting';
    },
    AddTags: ({ ResourceArn, Tags }) => {
      const endpoint = find(this.endpoints, 'endpoint', ResourceArn.slice(ResourceArn.lastIndexOf('/') + 1));
      Object.assign(endpoint.tags, tagsOf(Tags));
    },
  };

  private create(into: Record<string, any>, kind: string, name: string, value: object): object {
    if (into[name] !== undefined) throw invalid(`Cannot create already existing ${kind} "${ARN}:${name}".`);
    into[name] = value;
    return {};
  }

  private changeable(name: string): FakeEndpoint {
    const endpoint = find(this.endpoints, 'endpoint', name);
    if (IN_PROGRESS.includes(endpoint.status)) throw invalid(`Cannot update in-progress endpoint "${ARN}:${name}".`);
    return endpoint;
  }

  private describe(EndpointName: string): object {
    const endpoint = find(this.endpoints, 'endpoint', EndpointName);
    const variants: any[] = this.configs[endpoint.configName]?.ProductionVariants ?? [{ VariantName: 'main' }];
    const { current: CurrentInstanceCount, desired: DesiredInstanceCount, weights = {}, instances = {} } = endpoint;
    const weightsOf = ({ VariantName, InitialVariantWeight }: any) => {
      const CurrentWeight = weights[VariantName] ?? InitialVariantWeight;
      return CurrentWeight === undefined
        ? {}
        : { CurrentWeight, DesiredWeight: endpoint.desiredWeights?.[VariantName] ?? CurrentWeight };
    };
    const exists = endpoint.status !== 'Creating' && endpoint.status !== 'Failed';
    return {
      EndpointName,
      EndpointArn: `${ARN}:endpoint/${EndpointName}`,
      EndpointStatus: endpoint.status,
      EndpointConfigName: endpoint.configName,
      FailureReason: endpoint.failureReason,
      PendingDeploymentSummary:
        endpoint.pendingConfigName === undefined ? undefined : { EndpointConfigName: endpoint.pendingConfigName },
      ProductionVariants: exists
        ? variants.map((variant) => ({
            VariantName: variant.VariantName,
            CurrentInstanceCount: instances[variant.VariantName] ?? CurrentInstanceCount,
            DesiredInstanceCount: instances[variant.VariantName] ?? DesiredInstanceCount,
            ...weightsOf(variant),
          }))
        : undefined,
    };
  }

  private list(all: Record<string, any>, { NameContains, NextToken }: any, member: string, nameMember: string): object {
    const from = Number(NextToken ?? 0);
    const names = Object.keys(all).filter((name) => name.includes(NameContains));
    const page = names.slice(from, from + this.pageSize).map((name) => ({ [nameMember]: name }));
    const next = from + this.pageSize;
    return { [member]: page, NextToken: next < names.length ? String(next) : undefined };
  }

  /** SageMaker would let it happen; nobody may try. */
  private assertUnused(isMeant: (config: any) => boolean): void {
    for (const { status, configName } of Object.values(this.endpoints)) {
      const config = this.configs[configName];
      if (status !== 'Deleting' && config !== undefined && isMeant(config)) {
        throw new Error(`endpoint config ${configName} of a living endpoint must stay as it is`);
      }
    }
  }
}

function invalid(message: string): Error {
  return awsError('ValidationException', message);
}

function find<T>(among: Record<string, T>, kind: string, name: string): T {
  const found = among[name];
  if (found === undefined) throw invalid(`Could not find ${kind} "${ARN}:${name}".`);
  return found;
}

function tagsOf(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
