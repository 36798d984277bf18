import { CallContext, EmulatedService, Operation } from '../service';
import { Role, RoleStore } from './role-store';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** The `iam` service: roles with inline policies, and the few managed policies that the constructs attach. */
export function iamService(roles: RoleStore): EmulatedService {
  return {
    signingName: 'iam',
    protocol: 'query',
    xmlNamespace: NAMESPACE,
    operations: {
      CreateRole: roleOperation('CreateRole', ['RoleName', 'AssumeRolePolicyDocument'], (input, { clock }) => ({
        Role: describe(
          roles.create(input.RoleName, input.AssumeRolePolicyDocument, input.Path ?? '/', new Date(clock.now())),
        ),
      })),
      GetRole: roleOperation('GetRole', ['RoleName'], (input) => ({ Role: describe(roles.get(input.RoleName)) })),
      DeleteRole: roleOperation('DeleteRole', ['RoleName'], (input) => roles.delete(input.RoleName)),
      UpdateAssumeRolePolicy: roleOperation('UpdateAssumeRolePolicy', ['RoleName', 'PolicyDocument'], (input) =>
        roles.replaceTrust(input.RoleName, input.PolicyDocument),
      ),
      PutRolePolicy: roleOperation('PutRolePolicy', ['RoleName', 'PolicyName', 'PolicyDocument'], (input) =>
        roles.putInline(input.RoleName, input.PolicyName, input.PolicyDocument),
      ),
      DeleteRolePolicy: roleOperation('DeleteRolePolicy', ['RoleName', 'PolicyName'], (input) =>
        roles.removePolicy(input.RoleName, input.PolicyName),
      ),
      ListRolePolicies: roleOperation('ListRolePolicies', ['RoleName'], (input) => ({
        PolicyNames: names(roles.get(input.RoleName), false),
        IsTruncated: false,
      })),
      AttachRolePolicy: roleOperation('AttachRolePolicy', ['RoleName', 'PolicyArn'], (input) =>
        roles.attach(input.RoleName, input.PolicyArn),
      ),
      DetachRolePolicy: roleOperation('DetachRolePolicy', ['RoleName', 'PolicyArn'], (input) =>
        roles.removePolicy(input.RoleName, input.PolicyArn),
      ),
      ListAttachedRolePolicies: roleOperation('ListAttachedRolePolicies', ['RoleName'], (input) => ({
        AttachedPolicies: names(roles.get(input.RoleName), true).map((arn) => ({
          PolicyArn: arn,
          PolicyName: arn.split('/').at(-1),
        })),
        IsTruncated: false,
      })),
    },
  };
}

function roleOperation(
  name: string,
  required: readonly string[],
  handle: (input: any, context: CallContext) => unknown,
): Operation {
  return {
    required,
    authorize: (input, { accountId }) => [
      { action: `iam:${name}`, resource: `arn:aws:iam::${accountId}:role${input.Path ?? '/'}${input.RoleName}` },
    ],
    handle: (input, context) => handle(input, context) ?? {},
  };
}

function describe(role: Role): Record<string, unknown> {
  return {
    RoleName: role.roleName,
    RoleId: `AROA${role.roleName}`,
    Arn: role.arn,
    Path: role.path,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustDocument),
  };
}

function names(role: Role, managed: boolean): readonly string[] {
  return [...role.policies.values()].filter((policy) => policy.managed === managed).map((policy) => policy.name);
}
