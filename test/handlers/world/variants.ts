import { Env, EnvironmentName } from '../../../lib/contract';
import { copyName } from '../../../lib/core/sagemaker/copy-name';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { MODEL } from '../../core/ledger/ledgers';
import { Gate, OPEN } from './calls';
import { FakeEndpoint } from './sagemaker';
import { World } from './world';

export const ENDPOINT = 'predictions';

/** A world in which both environments are variants of one endpoint. */
export class VariantWorld extends World {
  constructor(ledger?: Ledger) {
    super(ledger);
    delete (this.env as Record<string, string>)[Env.TARGET_GROUPS];
    delete (this.env as Record<string, string>)[Env.PRODUCTION_RULE_ARN];
    Object.assign(this.env, { [Env.ENDPOINT_NAME]: ENDPOINT });
  }

  get endpoint(): FakeEndpoint {
    return this.sageMaker.endpoints[ENDPOINT];
  }

  /** Puts an endpoint there with a variant for each release, and weights in the same order. */
  serve(releases: Partial<Record<EnvironmentName, string>>, weights: Partial<Record<EnvironmentName, number>>): void {
    const { models, configs } = this.sageMaker;
    const variants = Object.entries(releases).map(([environment, releaseId]) => {
      const ModelName = copyName(MODEL, environment as EnvironmentName, releaseId);
      models[ModelName] ??= structuredClone(Object.values(models)[0]);
      return { VariantName: environment, ModelName, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 };
    });
    const configName = variants.at(-1)?.ModelName ?? '';
    configs[configName] = { ProductionVariants: variants, KmsKeyId: 'arn:key' };
    this.sageMaker.endpoints[ENDPOINT] = {
      ...{ status: 'InService', configName, current: 2, desired: 2, tags: {} },
      weights: { ...weights },
    };
  }

  /** Of the calls that SageMaker carried out, those of this name. */
  times(operation: string): number {
    return this.calls.filter((call) => call === operation).length;
  }

  depsWith(clients: object, gate: Gate = OPEN) {
    return { ...this.deps(gate), clients: { ...this.clients(gate), ...clients } };
  }
}
