import { ResourceIds } from '../resource-ids';
import { ResourceKind } from './arns';
import { notFound } from './errors';
import { Fleet } from './fleet';
import { EndpointConfigRecord, EndpointRecord, ModelRecord } from './records';

/** Resources of one kind, found by name whatever its letters' case: their ARNs differ in nothing else. */
export class Shelf<T extends { readonly name: string; readonly arn: string }> {
  private readonly byName = new Map<string, T>();

  constructor(private readonly kind: ResourceKind) {}

  find(name: string): T | undefined {
    return this.byName.get(name.toLowerCase());
  }

  /** @param arnOf what the error names when there is none */
  get(name: string, arnOf: (kind: ResourceKind, name: string) => string): T {
    const found = this.find(name);
    if (found === undefined) throw notFound(this.kind, arnOf(this.kind, name));
    return found;
  }

  add(resource: T): void {
    this.byName.set(resource.name.toLowerCase(), resource);
  }

  delete(resource: T): void {
    this.byName.delete(resource.name.toLowerCase());
  }

  all(): readonly T[] {
    return [...this.byName.values()];
  }
}

/** All resources of the emulated SageMaker. */
export class SageMakerState {
  readonly ids = new ResourceIds('sagemaker');
  readonly models = new Shelf<ModelRecord>('model');
  readonly configs = new Shelf<EndpointConfigRecord>('endpoint-config');
  readonly endpoints = new Shelf<EndpointRecord>('endpoint');
  private addresses = 0;

  /** Fleets that have instances or are getting them. */
  fleets(): readonly Fleet[] {
    return this.endpoints.all().flatMap(({ live, pending }) => [live, pending].filter((fleet) => fleet !== undefined));
  }

  /** An address of SageMaker's own network that no instance had before: 10.32.0.4, 10.32.0.5, … */
  nextIp(): string {
    const index = this.addresses++;
    return `10.32.${Math.floor(index / 250)}.${4 + (index % 250)}`;
  }
}
