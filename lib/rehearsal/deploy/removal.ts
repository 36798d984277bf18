import { messageOf, ResourceOperations } from './resource-operations';
import { StackResource } from './stack';

/** A resource to delete, and what its policies say about it. */
export interface Removal {
  readonly resource: StackResource;
  readonly because: 'removed' | 'replaced' | 'creation-rolled-back';
}

/** A deletion that failed. */
export interface FailedRemoval {
  readonly resource: StackResource;
  readonly reason: string;
}

/**
 * Deletes resources in the reverse of `order` (that of their creation). A failed deletion does not stop the others; what stands
 * before `order` in neither list is deleted last.
 */
export async function removeAll(
  removals: readonly Removal[],
  order: readonly string[],
  operations: ResourceOperations,
): Promise<readonly FailedRemoval[]> {
  const failed: FailedRemoval[] = [];
  for (const removal of deletionOrder(removals, order)) {
    const { resource } = removal;
    if (isRetained(removal)) {
      operations.skipDeletion(resource);
      continue;
    }
    try {
      await operations.delete(resource);
    } catch (error) {
      failed.push({ resource, reason: messageOf(error) });
    }
  }
  return failed;
}

function deletionOrder(removals: readonly Removal[], order: readonly string[]): readonly Removal[] {
  const position = new Map(order.map((logicalId, index) => [logicalId, index]));
  const of = ({ resource }: Removal): number => position.get(resource.logicalId) ?? -1;
  return [...removals].sort((a, b) => of(b) - of(a));
}

/**
 * `Retain` holds for every deletion; `RetainExceptOnCreate` not for one that undoes the resource's creation (CloudFormation
 * reference, DeletionPolicy).
 */
function isRetained({ resource, because }: Removal): boolean {
  const { DeletionPolicy, UpdateReplacePolicy } = resource.definition;
  const policy = because === 'replaced' ? UpdateReplacePolicy : DeletionPolicy;
  return policy === 'Retain' || (policy === 'RetainExceptOnCreate' && because === 'removed');
}
