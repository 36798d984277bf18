import { ChangeJournal } from './change-journal';
import { goForward, graphOf, Pass } from './forward';
import { DependencyGraph } from './graph';
import { outputsOf } from './outputs';
import { FailedRemoval, Removal, removeAll } from './removal';
import { messageOf, ResourceOperations } from './resource-operations';
import { goBack } from './rollback';
import { Desired, Stack, StackStatus } from './stack';
import { ScopeEnvironment, StackScope } from './stack-scope';

export interface RunProps {
  readonly stack: Stack;
  readonly operations: ResourceOperations;
  readonly environment: ScopeEnvironment;
  readonly failAt?: RegExp;
  /** Makes a status visible: to DescribeStacks and in the events. */
  setStatus(status: StackStatus, reason?: string): void;
}

/** Creates a stack; a failure deletes what was created. */
export async function createStack(run: RunProps, desired: Desired): Promise<void> {
  const pass = { ...passOf(run, desired), journal: new ChangeJournal(), failAt: run.failAt };
  run.setStatus('CREATE_IN_PROGRESS');
  try {
    await goForward(pass);
    settle(run.stack, pass);
  } catch (error) {
    run.setStatus('ROLLBACK_IN_PROGRESS', messageOf(error));
    const removals = takeAll(run.stack, 'creation-rolled-back');
    const failed = await removeAll(removals, graphOf(pass), run.operations);
    keep(run.stack, failed);
    return run.setStatus(failed.length === 0 ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', failureText(failed));
  }
  run.setStatus('CREATE_COMPLETE');
}

/** Updates a stack; a failure takes everything back to `previous`. */
export async function updateStack(run: RunProps, previous: Desired, desired: Desired): Promise<void> {
  const { stack } = run;
  const journal = new ChangeJournal();
  const oldGraph = graphOf(passOf(run, previous));
  const pass = { ...passOf(run, desired), journal, failAt: run.failAt };
  run.setStatus('UPDATE_IN_PROGRESS');
  try {
    await goForward(pass);
    settle(stack, pass);
  } catch (error) {
    return rollBack(run, previous, journal, graphOf(pass), messageOf(error));
  }
  run.setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const replaced = journal.superseded(stack.resources).map((resource) => ({ resource, because: 'replaced' as const }));
  // A failed deletion in the clean-up leaves the resource behind and does not fail the update (aws-facts §5.1).
  await removeAll([...replaced, ...takeRemoved(pass)], oldGraph, run.operations);
  run.setStatus('UPDATE_COMPLETE');
}

async function rollBack(
  run: RunProps,
  previous: Desired,
  journal: ChangeJournal,
  newGraph: DependencyGraph,
  reason: string,
): Promise<void> {
  run.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  let removals: readonly Removal[];
  try {
    removals = await goBack({ ...passOf(run, previous), journal });
  } catch (error) {
    return run.setStatus('UPDATE_ROLLBACK_FAILED', messageOf(error));
  }
  run.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await removeAll(removals, newGraph, run.operations);
  run.setStatus('UPDATE_ROLLBACK_COMPLETE');
}

/** Deletes a stack. What can't be deleted stays in it, for another try. */
export async function deleteStack(run: RunProps): Promise<void> {
  const { stack } = run;
  run.setStatus('DELETE_IN_PROGRESS');
  const graph = stack.deployed === undefined ? new Map() : graphOf(passOf(run, stack.deployed));
  const failed = await removeAll(takeAll(stack, 'removed'), graph, run.operations);
  keep(stack, failed);
  if (failed.length > 0) return run.setStatus('DELETE_FAILED', failureText(failed));
  stack.outputs = {};
  stack.exports = {};
  run.setStatus('DELETE_COMPLETE');
}

function passOf({ stack, environment, operations }: RunProps, desired: Desired): Pass {
  return { stack, desired, operations, scope: new StackScope(desired, stack, environment) };
}

function settle(stack: Stack, { desired, scope }: Pass): void {
  const { outputs, exports } = outputsOf(desired, scope);
  stack.outputs = outputs;
  stack.exports = exports;
  stack.deployed = desired;
}

/** Takes the resources out of the stack that the desired state does not have. */
function takeRemoved({ stack, scope }: Pass): readonly Removal[] {
  const active = scope.activeResources();
  const removed = [...stack.resources.values()].filter((resource) => !active.has(resource.logicalId));
  for (const { logicalId } of removed) stack.resources.delete(logicalId);
  return removed.map((resource) => ({ resource, because: 'removed' }));
}

function takeAll(stack: Stack, because: Removal['because']): readonly Removal[] {
  const all = [...stack.resources.values()];
  stack.resources.clear();
  return all.map((resource) => ({ resource, because }));
}

function keep(stack: Stack, failed: readonly FailedRemoval[]): void {
  for (const { resource } of failed) stack.resources.set(resource.logicalId, resource);
}

function failureText(failed: readonly FailedRemoval[]): string | undefined {
  if (failed.length === 0) return undefined;
  return failed.map(({ resource, reason }) => `${resource.logicalId}: ${reason}`).join('; ');
}
