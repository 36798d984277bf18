import { ChangeJournal } from './change-journal';
import { changeOf } from './differences';
import { graphOf, Pass, resolvedProperties } from './forward';
import { creationOrder } from './graph';
import { Removal } from './removal';
import { StackResource } from './stack';

export interface RollbackPass extends Pass {
  readonly journal: ChangeJournal;
}

/**
 * Takes a failed update back: an update towards the previous template, in its order. Every resource that the update touched is
 * updated with its old properties, custom resources included (aws-facts §5.1); a replaced one is in its old place again. What
 * the update had created comes back as removals, for the clean-up.
 *
 * A custom resource whose id the failed update changed keeps whatever id it answers now; the id before is not deleted, as the
 * handler may have returned to it (inference: AWS documents no other case than the successful update).
 */
export async function goBack(pass: RollbackPass): Promise<readonly Removal[]> {
  const removals: Removal[] = pass.journal.created().flatMap((logicalId) => removalOfCreated(pass, logicalId));
  for (const logicalId of creationOrder(graphOf(pass))) {
    const left = await restore(pass, logicalId);
    if (left !== undefined) removals.push({ resource: left, because: 'creation-rolled-back' });
  }
  return removals;
}

function removalOfCreated({ stack }: RollbackPass, logicalId: string): readonly Removal[] {
  const resource = stack.resources.get(logicalId);
  if (resource === undefined) return []; // its creation left nothing behind
  stack.resources.delete(logicalId);
  return [{ resource, because: 'creation-rolled-back' }];
}

/** Restores one resource; returns what stands in its place and is to be deleted. */
async function restore(pass: RollbackPass, logicalId: string): Promise<StackResource | undefined> {
  const { stack, journal, desired, operations } = pass;
  const current = stack.resources.get(logicalId)!;
  const touch = journal.touchOf(logicalId);
  if (touch?.kind === 'replaced') {
    stack.resources.set(logicalId, touch.before);
    operations.restored(touch.before);
    return current;
  }
  const definition = desired.template.Resources[logicalId];
  const properties = resolvedProperties(pass, logicalId);
  const { kind } = changeOf(current.properties, properties, operations.provider(definition.Type).properties);
  if (touch === undefined && kind === 'none') {
    stack.resources.set(logicalId, { ...current, definition });
    return undefined;
  }
  const restored = await operations.update(current, definition, properties);
  stack.resources.set(logicalId, restored);
  return restored.physicalId === current.physicalId ? undefined : current;
}
