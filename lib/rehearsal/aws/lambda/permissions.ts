import { matchesArn, matchesPattern } from '../iam/patterns';
import { AwsError, Caller } from '../service';

/** A statement of a function's resource-based policy, from AddPermission. */
export interface FunctionPermission {
  readonly statementId: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** Members of AddPermission that would narrow the permission in ways that are not evaluated. */
const NOT_EMULATED = ['EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'PrincipalOrgID'];

export function permissionOf(input: any): FunctionPermission {
  const unknown = NOT_EMULATED.find((member) => input[member] !== undefined);
  if (unknown !== undefined) throw new AwsError('NotImplemented', `${unknown} of AddPermission is not emulated`, 501);
  return {
    statementId: input.StatementId,
    action: input.Action,
    principal: input.Principal,
    ...(input.SourceArn === undefined ? {} : { sourceArn: input.SourceArn }),
    ...(input.SourceAccount === undefined ? {} : { sourceAccount: input.SourceAccount }),
  };
}

/** Whether the permission admits a service on behalf of its resource. */
export function admits(
  permission: FunctionPermission,
  caller: Extract<Caller, { kind: 'service' }>,
  action: string,
  accountId: string,
): boolean {
  const { sourceArn, sourceAccount } = permission;
  return (
    permission.principal === caller.principal &&
    matchesPattern(permission.action, action, true) &&
    (sourceArn === undefined || matchesArn(sourceArn, caller.sourceArn)) &&
    (sourceAccount === undefined || sourceAccount === accountId)
  );
}

/** The statement as AddPermission answers it, JSON text. */
export function statementText(permission: FunctionPermission, resource: string): string {
  const { statementId, action, principal, sourceArn, sourceAccount } = permission;
  const Condition = {
    ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
  };
  return JSON.stringify({
    Sid: statementId,
    Effect: 'Allow',
    Principal: principal.includes('.') ? { Service: principal } : { AWS: principal },
    Action: action,
    Resource: resource,
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  });
}
