import type { ProductionVariant } from '@aws-sdk/client-sagemaker';
import { Instance } from './instance';
import { EndpointConfigRecord } from './records';

/** Starts one instance of a variant, and tells when it is in service or why it never will be. */
export type LaunchInstance = (variant: ProductionVariant) => {
  /** Undefined when there is nothing to start it with. */
  readonly instance?: Instance;
  readonly launched: Promise<string | undefined>;
};

/** A production variant with its instances; a serverless one has a single process that stands for all. */
export class Variant {
  readonly instances: Instance[] = [];
  /** Share of the requests that it gets now. */
  weight: number;
  desiredWeight: number;
  desiredCount: number;

  constructor(readonly settings: ProductionVariant) {
    this.weight = settings.InitialVariantWeight ?? 1;
    this.desiredWeight = this.weight;
    this.desiredCount = settings.InitialInstanceCount ?? 1;
  }

  get name(): string {
    return this.settings.VariantName!;
  }

  get isServerless(): boolean {
    return this.settings.ServerlessConfig !== undefined;
  }

  get healthy(): readonly Instance[] {
    return this.instances.filter((instance) => instance.healthy);
  }

  /** Instances that are there, whatever their containers do. */
  get currentCount(): number {
    return this.instances.filter((instance) => instance.launched).length;
  }
}

/** All instances of one endpoint configuration behind an endpoint. */
export class Fleet {
  readonly variants: readonly Variant[];

  constructor(
    readonly config: EndpointConfigRecord,
    readonly startedAt: Date,
    private readonly launchInstance: LaunchInstance,
  ) {
    this.variants = config.settings.ProductionVariants!.map((settings) => new Variant(settings));
  }

  find(variantName: string): Variant | undefined {
    return this.variants.find(({ name }) => name === variantName);
  }

  /** Starts what is missing; resolves when all is in service, or with the first reason why it won't be. */
  fill(): Promise<string | undefined> {
    const launches = this.variants.flatMap((variant) => {
      const missing = Math.max(0, variant.desiredCount - variant.instances.length);
      return Array.from({ length: missing }, () => this.launchInto(variant));
    });
    return firstFailure(launches);
  }

  /** Ends what is too much, the youngest first. */
  async trim(): Promise<void> {
    const surplus = this.variants.flatMap((variant) => variant.instances.splice(variant.desiredCount));
    await stopAll(surplus);
  }

  async stop(): Promise<void> {
    await stopAll(this.variants.flatMap(({ instances }) => instances));
  }

  private launchInto(variant: Variant): Promise<string | undefined> {
    const { instance, launched } = this.launchInstance(variant.settings);
    if (instance !== undefined) variant.instances.push(instance);
    return launched;
  }
}

async function stopAll(instances: readonly Instance[]): Promise<void> {
  await Promise.all(instances.map((instance) => instance.stop()));
}

function firstFailure(launches: readonly Promise<string | undefined>[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    for (const launch of launches) {
      void launch.then((failure) => {
        if (failure !== undefined) resolve(failure);
      });
    }
    void Promise.all(launches).then(() => resolve(undefined));
  });
}
