import { ChangeJournal } from './change-journal';
import { DeployError } from './deploy-error';
import { changeOf } from './differences';
import { creationOrder, dependencies, DependencyGraph } from './graph';
import { resolveValue } from './intrinsics/resolve';
import { ResourceOperations } from './resource-operations';
import { PartialCreation, Properties } from './resources/provider';
import { Desired, Stack } from './stack';
import { StackScope } from './stack-scope';
import { withStackTags } from './stack-tags';

/** One pass over a desired state: what it works on. */
export interface Pass {
  readonly stack: Stack;
  readonly desired: Desired;
  readonly scope: StackScope;
  readonly operations: ResourceOperations;
}

export interface ForwardPass extends Pass {
  readonly journal: ChangeJournal;
  /** Resources that shall fail instead of being created or updated. */
  readonly failAt?: RegExp;
}

/** Dependencies among the resources that the desired state has. */
export function graphOf({ desired, scope }: Pick<Pass, 'desired' | 'scope'>): DependencyGraph {
  return dependencies(desired.template, scope.activeResources());
}

/**
 * Creates what is missing and updates what changed, one resource after the other (CloudFormation works on independent ones at
 * the same time; one order makes a rehearsal repeatable). Stops at the first failure by throwing it.
 */
export async function goForward(pass: ForwardPass): Promise<void> {
  for (const logicalId of creationOrder(graphOf(pass))) await applyResource(pass, logicalId);
}

async function applyResource(pass: ForwardPass, logicalId: string): Promise<void> {
  const current = pass.stack.resources.get(logicalId);
  const properties = resolvedProperties(pass, logicalId);
  if (current === undefined) return create(pass, logicalId, properties);
  const { definition } = current;
  const change = changeOf(current.properties, properties, pass.operations.provider(definition.Type).properties);
  const fails = pass.failAt?.test(logicalId) === true;
  if (change.kind === 'none' && !fails) {
    pass.stack.resources.set(logicalId, { ...current, definition: pass.desired.template.Resources[logicalId] });
  } else if (change.kind === 'replace') {
    await replace(pass, logicalId, properties);
  } else {
    await update(pass, logicalId, properties);
  }
}

async function create(pass: ForwardPass, logicalId: string, properties: Properties): Promise<void> {
  failIfAsked(pass, logicalId, 'CREATE');
  pass.journal.enter(logicalId, { kind: 'created' });
  await createInto(pass, logicalId, properties);
}

async function replace(pass: ForwardPass, logicalId: string, properties: Properties): Promise<void> {
  const before = pass.stack.resources.get(logicalId)!;
  failIfAsked(pass, logicalId, 'UPDATE');
  await createInto(pass, logicalId, properties, () => pass.journal.enter(logicalId, { kind: 'replaced', before }));
}

/** Creates a resource and keeps it, also when its creation failed half-way, so that a rollback finds it. */
async function createInto(
  { stack, desired, operations }: ForwardPass,
  logicalId: string,
  properties: Properties,
  exists: () => void = () => undefined,
): Promise<void> {
  const definition = desired.template.Resources[logicalId];
  try {
    const created = await operations.create(logicalId, definition, properties);
    exists();
    stack.resources.set(logicalId, created);
  } catch (error) {
    if (error instanceof PartialCreation) {
      exists();
      stack.resources.set(logicalId, { ...error.instance, logicalId, definition, properties });
    }
    throw error;
  }
}

async function update(pass: ForwardPass, logicalId: string, properties: Properties): Promise<void> {
  const before = pass.stack.resources.get(logicalId)!;
  failIfAsked(pass, logicalId, 'UPDATE');
  pass.journal.enter(logicalId, { kind: 'updated', before });
  const definition = pass.desired.template.Resources[logicalId];
  // What was attempted counts as the present properties: a rollback's request names them as the old ones.
  pass.stack.resources.set(logicalId, { ...before, properties });
  const updated = await pass.operations.update(before, definition, properties);
  pass.stack.resources.set(logicalId, updated);
}

function failIfAsked(
  { failAt, operations, desired }: ForwardPass,
  logicalId: string,
  operation: 'CREATE' | 'UPDATE',
): void {
  if (failAt?.test(logicalId) !== true) return;
  const reason = `the rehearsal makes ${logicalId} fail`;
  operations.failed({ logicalId, definition: desired.template.Resources[logicalId] }, operation, reason);
  throw new DeployError(reason);
}

/** Properties of a resource as CloudFormation would hand them over now, stack tags included. */
export function resolvedProperties({ desired, scope, operations }: Pass, logicalId: string): Properties {
  const { Type, Properties: declared = {} } = desired.template.Resources[logicalId];
  const resolved = resolveValue(declared, scope, `Resources.${logicalId}.Properties`) as Properties;
  return withStackTags(resolved, operations.provider(Type).properties, desired.tags);
}
