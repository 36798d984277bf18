import { iamPolicyProvider } from './iam-policy';
import { unlessGone } from './gone';
import { passive } from './passive';
import { Properties, ResourceContext, ResourceInstance, ResourceProvider, ResourceProviders } from './provider';

/** Role names have 64 characters at most (IAM quotas). */
const ROLE_NAME_LENGTH = 64;

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

const role: ResourceProvider = {
  properties: {
    update: ['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'MaxSessionDuration', 'Policies', 'Tags'],
    replace: ['Path', 'RoleName'],
    others: 'refuse',
  },
  attributes: ['Arn', 'RoleId'],
  async create(properties, context) {
    const RoleName: string = properties.RoleName ?? context.physicalName(ROLE_NAME_LENGTH);
    const { Role } = await context.account.call('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(properties.AssumeRolePolicyDocument),
      Path: properties.Path,
      Description: properties.Description,
      MaxSessionDuration: properties.MaxSessionDuration,
      Tags: properties.Tags,
    });
    await arrangePolicies(RoleName, properties, {}, context);
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  async update(instance, properties, previous, context) {
    await context.account.call('iam', 'UpdateAssumeRolePolicy', {
      RoleName: instance.physicalId,
      PolicyDocument: JSON.stringify(properties.AssumeRolePolicyDocument),
    });
    await arrangePolicies(instance.physicalId, properties, previous, context);
    return instance;
  },
  async delete(instance, properties, context) {
    await unlessGone(deleteRole(instance, properties, context), 'NoSuchEntity');
  },
};

async function deleteRole(
  { physicalId }: ResourceInstance,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  await arrangePolicies(physicalId, {}, properties, context);
  await context.account.call('iam', 'DeleteRole', { RoleName: physicalId });
}

/** Makes the role's inline and managed policies those of `properties`, coming from those of `previous`. */
async function arrangePolicies(
  RoleName: string,
  properties: Properties,
  previous: Properties,
  { account }: ResourceContext,
): Promise<void> {
  const inline: readonly InlinePolicy[] = properties.Policies ?? [];
  const managed: readonly string[] = properties.ManagedPolicyArns ?? [];
  for (const { PolicyName } of (previous.Policies ?? []) as readonly InlinePolicy[]) {
    if (inline.some((policy) => policy.PolicyName === PolicyName)) continue;
    await account.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName });
  }
  for (const PolicyArn of (previous.ManagedPolicyArns ?? []) as readonly string[]) {
    if (!managed.includes(PolicyArn)) await account.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
  }
  for (const { PolicyName, PolicyDocument } of inline) {
    await account.call('iam', 'PutRolePolicy', {
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify(PolicyDocument),
    });
  }
  for (const PolicyArn of managed) await account.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
}

export const iamProviders: ResourceProviders = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': iamPolicyProvider('AWS::IAM::Policy'),
  'AWS::IAM::ManagedPolicy': iamPolicyProvider('AWS::IAM::ManagedPolicy'),
  'AWS::IAM::InstanceProfile': passive({
    physicalId: (properties, context) => properties.InstanceProfileName ?? context.physicalName(128),
    attributes: { Arn: (id, _properties, { account }) => `arn:aws:iam::${account.accountId}:instance-profile/${id}` },
    replace: ['InstanceProfileName', 'Path'],
  }),
};
