import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { TaskSpec } from '../../tasks';

/**
 * Hooks by which a rehearsal makes ECS go wrong. Both are undefined until a fault sets them, and may be set and unset while
 * the rehearsal runs.
 */
export class EcsFaults {
  /** Changes what `RegisterTaskDefinition` stores, as a broken release tool would. Runs before validation. */
  alterRegisteredTaskDefinition?: (input: RegisterTaskDefinitionCommandInput) => RegisterTaskDefinitionCommandInput;
  /** Changes what a task is started with. When it throws, the task fails to start with the error's text as its reason. */
  onTaskStarting?: (spec: TaskSpec) => TaskSpec;
}
