import type { Tag } from '@aws-sdk/client-sagemaker';
import { AuthorizationRequest, CallContext } from '../service';
import { ResourceKind, sagemakerArn } from './arns';

/** Actions without resource-level permissions (service authorization reference of SageMaker). */
export function onAll(action: string): () => readonly AuthorizationRequest[] {
  return () => [{ action: `sagemaker:${action}`, resource: '*' }];
}

/** `sagemaker:<action>` on one resource. */
export function onResource(
  action: string,
  context: CallContext,
  kind: ResourceKind,
  name: string,
): AuthorizationRequest {
  return { action: `sagemaker:${action}`, resource: sagemakerArn(context, kind, name) };
}

/** Creating with tags also needs AddTags under `sagemaker:TaggingAction`; the keys of the tags may be conditions of both. */
export function onCreation(
  action: string,
  context: CallContext,
  kind: ResourceKind,
  name: string,
  tags: readonly Tag[] | undefined,
): readonly AuthorizationRequest[] {
  const creation = onResource(action, context, kind, name);
  if (tags === undefined || tags.length === 0) return [creation];
  const keys = requestTags(tags);
  const tagging = {
    ...onResource('AddTags', context, kind, name),
    context: { ...keys, 'sagemaker:TaggingAction': action },
  };
  return [{ ...creation, context: keys }, tagging];
}

export function requestTags(tags: readonly Tag[]): Record<string, string | readonly string[]> {
  const values = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? '']);
  return { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key }) => Key ?? '') };
}

/** Handing a role to SageMaker. */
export function passRole(roleArn: string | undefined): readonly AuthorizationRequest[] {
  if (roleArn === undefined) return [];
  const context = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: roleArn, context }];
}
