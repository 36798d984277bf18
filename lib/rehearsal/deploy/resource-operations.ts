import { Account } from '../aws/account';
import { DeployError } from './deploy-error';
import { PhysicalNames } from './physical-names';
import { PartialCreation, Properties, ResourceContext, ResourceInstance, ResourceProvider } from './resources/provider';
import { ProviderLookup } from './resources/registry';
import { ResourceStatus, Stack, StackEvent, StackResource } from './stack';
import { ResourceDefinition } from './template';

export interface OperationsProps {
  readonly account: Account;
  readonly stack: Stack;
  readonly names: PhysicalNames;
  readonly lookup: ProviderLookup;
  readonly assetPath: ResourceContext['assetPath'];
  readonly materialize: ResourceContext['materialize'];
  readonly record: (event: StackEvent) => void;
}

/** Creates, updates and deletes the resources of one stack, and writes the events that CloudFormation writes. */
export class ResourceOperations {
  constructor(private readonly props: OperationsProps) {}

  provider(type: string): ResourceProvider {
    const provider = this.props.lookup(type);
    if (provider === undefined) throw new DeployError(`unknown resource type ${type}`);
    return provider;
  }

  /** @throws PartialCreation when the creation failed and left something behind */
  async create(logicalId: string, definition: ResourceDefinition, properties: Properties): Promise<StackResource> {
    const subject = { logicalId, definition };
    const instance = await this.reported('CREATE', subject, () =>
      this.provider(definition.Type).create(properties, this.context(subject)),
    );
    return { ...subject, ...instance, properties };
  }

  async update(current: StackResource, definition: ResourceDefinition, properties: Properties): Promise<StackResource> {
    const subject = { logicalId: current.logicalId, definition, physicalId: current.physicalId };
    const instance = await this.reported('UPDATE', subject, () =>
      this.provider(definition.Type).update(current, properties, current.properties, this.context(subject)),
    );
    return { ...current, ...instance, definition, properties };
  }

  async delete(resource: StackResource): Promise<void> {
    await this.reported('DELETE', resource, async () => {
      const provider = this.provider(resource.definition.Type);
      await provider.delete(resource, resource.properties, this.context(resource));
      return resource;
    });
  }

  /** A deletion that a policy of the template forbids. */
  skipDeletion(resource: StackResource): void {
    this.record(resource, 'DELETE_SKIPPED');
  }

  /** A resource that is as it should be again without a call. */
  restored(resource: StackResource): void {
    this.record(resource, 'UPDATE_COMPLETE');
  }

  failed(subject: Subject, operation: Operation, reason: string): void {
    this.record(subject, `${operation}_FAILED`, reason);
  }

  private async reported(
    operation: Operation,
    subject: Subject,
    work: () => Promise<ResourceInstance>,
  ): Promise<ResourceInstance> {
    this.record(subject, `${operation}_IN_PROGRESS`);
    try {
      const instance = await work();
      this.record({ ...subject, physicalId: instance.physicalId }, `${operation}_COMPLETE`);
      return instance;
    } catch (error) {
      const physicalId = error instanceof PartialCreation ? error.instance.physicalId : subject.physicalId;
      this.record({ ...subject, physicalId }, `${operation}_FAILED`, messageOf(error));
      throw error;
    }
  }

  private record({ logicalId, definition, physicalId }: Subject, status: ResourceStatus, reason?: string): void {
    this.props.record({
      at: this.props.account.clock.now(),
      logicalId,
      type: definition.Type,
      status,
      ...(physicalId === undefined ? {} : { physicalId }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private context({ logicalId, definition }: Subject): ResourceContext {
    const { account, stack, names, assetPath, materialize } = this.props;
    return {
      account,
      stackName: stack.stackName,
      stackId: stack.stackId,
      logicalId,
      type: definition.Type,
      physicalName: (maxLength) => names.name(logicalId, maxLength),
      randomId: (length) => names.id(length),
      assetPath,
      materialize,
    };
  }
}

type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

interface Subject {
  readonly logicalId: string;
  readonly definition: ResourceDefinition;
  readonly physicalId?: string;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
