import { AwsError } from '../service';
import { TargetId } from './records';
import { Scalable } from './scalable';

interface TargetMembers {
  readonly ServiceNamespace?: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
}

/** The kinds of resources that can be scaled, with the lookups that answer as AWS does. */
export class Scalables {
  constructor(private readonly all: readonly Scalable[]) {}

  /** Reads the three members that name a scalable target: another namespace answers 501, a wrong id ValidationException. */
  targetId({ ServiceNamespace, ResourceId = '', ScalableDimension }: TargetMembers): TargetId {
    const scalable = this.ofNamespace(ServiceNamespace);
    if (ScalableDimension !== scalable.dimension) {
      throw new AwsError(
        'ValidationException',
        `Unsupported service namespace, resource type or scalable dimension: ${scalable.namespace}, ${ScalableDimension ?? ''}`,
      );
    }
    const capacity = scalable.capacity(ResourceId);
    if (capacity === undefined) {
      throw new AwsError('ValidationException', `${scalable.missing(ResourceId)}; the id is ${scalable.form}`);
    }
    return { resourceId: ResourceId, scalable, capacity };
  }

  ofNamespace(namespace: string | undefined): Scalable {
    const found = this.all.find((scalable) => scalable.namespace === namespace);
    if (found !== undefined) return found;
    const emulated = this.all.map((scalable) => scalable.namespace).join(' and ');
    throw new AwsError('NotImplemented', `the rehearsal scales ${emulated} only, not '${namespace ?? ''}'`, 501);
  }
}
