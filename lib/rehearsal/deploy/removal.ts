import { creationOrder, DependencyGraph } from './graph';
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
 * Deletes resources, each after everything that depends on it. What a resource that could not be deleted depends on is not
 * tried and counts as failed; the others are.
 */
export async function removeAll(
  removals: readonly Removal[],
  graph: DependencyGraph,
  operations: ResourceOperations,
): Promise<readonly FailedRemoval[]> {
  const failed: FailedRemoval[] = [];
  for (const removal of deletionOrder(removals, graph)) {
    const { resource } = removal;
    const dependent = failed.find((failure) => graph.get(failure.resource.logicalId)?.has(resource.logicalId) === true);
    if (dependent !== undefined) {
      failed.push({ resource, reason: `${dependent.resource.logicalId} depends on it and is still there` });
    } else if (isRetained(removal)) {
      operations.skipDeletion(resource);
    } else {
      const reason = await deletionFailure(resource, operations);
      if (reason !== undefined) failed.push({ resource, reason });
    }
  }
  return failed;
}

async function deletionFailure(resource: StackResource, operations: ResourceOperations): Promise<string | undefined> {
  try {
    await operations.delete(resource);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The reverse of the creation order; what the graph does not know comes last. */
function deletionOrder(removals: readonly Removal[], graph: DependencyGraph): readonly Removal[] {
  const position = new Map(creationOrder(graph).map((logicalId, index) => [logicalId, index]));
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
