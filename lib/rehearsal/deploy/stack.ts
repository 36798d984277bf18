import type { Stack as StackDescription } from '@aws-sdk/client-cloudformation';
import { Properties, ResourceInstance } from './resources/provider';
import { ResourceDefinition, Template } from './template';

export type { StackDescription };

/** Status of a stack, as DescribeStacks shows it. */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export type ResourceStatus =
  `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}` | 'DELETE_SKIPPED';

/** One line of the stack's event list. Events of the stack itself carry its name as logical id. */
export interface StackEvent {
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
}

/** A resource of a stack. */
export interface StackResource extends ResourceInstance {
  readonly logicalId: string;
  readonly definition: ResourceDefinition;
  /** As they were resolved for the last create or update. */
  readonly properties: Properties;
}

/** What a deployment asks for: template, parameter values and stack tags. */
export interface Desired {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stack that exists (or existed, once its status is DELETE_COMPLETE). */
export interface Stack {
  readonly stackName: string;
  readonly stackId: string;
  readonly createdAt: Date;
  status: StackStatus;
  reason?: string;
  /** What the last successful deployment asked for. */
  deployed?: Desired;
  resources: Map<string, StackResource>;
  outputs: Readonly<Record<string, string>>;
  exports: Readonly<Record<string, string>>;
}

/** Tells the emulated CloudFormation service about every change of a stack, in the shape that DescribeStacks answers. */
export interface StackRegistry {
  put(stack: StackDescription): void;
}

export function describeStack(stack: Stack, updatedAt: Date): StackDescription {
  return {
    StackName: stack.stackName,
    StackId: stack.stackId,
    CreationTime: stack.createdAt,
    LastUpdatedTime: updatedAt,
    StackStatus: stack.status,
    ...(stack.reason === undefined ? {} : { StackStatusReason: stack.reason }),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Tags: Object.entries(stack.deployed?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}
