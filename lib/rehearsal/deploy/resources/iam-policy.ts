import { unlessGone } from './gone';
import { Properties, ResourceContext, ResourceProvider } from './provider';

/** Policy names have 128 characters at most (IAM quotas). */
const POLICY_NAME_LENGTH = 128;

/**
 * Policies that name the roles they apply to. The emulated IAM keeps both kinds as inline policies of the roles, which grants
 * the same. A role that names a customer managed policy by ARN (`ManagedPolicyArns`) is refused by IAM: attach it from the
 * policy's side, `Roles`.
 */
export function iamPolicyProvider(type: 'AWS::IAM::Policy' | 'AWS::IAM::ManagedPolicy'): ResourceProvider {
  const managed = type === 'AWS::IAM::ManagedPolicy';
  const nameMember = managed ? 'ManagedPolicyName' : 'PolicyName';
  return {
    properties: {
      update: ['PolicyDocument', 'Roles', ...(managed ? [] : [nameMember])],
      replace: managed ? ['Description', 'Path', nameMember] : [],
      others: 'refuse',
    },
    attributes: managed ? ['PolicyArn'] : ['Id'],
    async create(properties, context) {
      const name: string = properties[nameMember] ?? context.physicalName(POLICY_NAME_LENGTH);
      await put(name, properties, context);
      if (!managed) return { physicalId: name, attributes: { Id: name } };
      const arn = `arn:aws:iam::${context.account.accountId}:policy${properties.Path ?? '/'}${name}`;
      return { physicalId: arn, attributes: { PolicyArn: arn } };
    },
    async update(instance, properties, previous, context) {
      const oldName = managed ? nameOf(instance.physicalId) : (previous.PolicyName ?? instance.physicalId);
      const name: string = managed ? oldName : (properties.PolicyName ?? oldName);
      await put(name, properties, context);
      const left = rolesOf(previous).filter((roleName) => name !== oldName || !rolesOf(properties).includes(roleName));
      await remove(oldName, left, context);
      return managed ? instance : { physicalId: name, attributes: { Id: name } };
    },
    async delete(instance, properties, context) {
      await remove(nameOf(instance.physicalId), rolesOf(properties), context);
    },
  };
}

async function put(PolicyName: string, properties: Properties, { account }: ResourceContext): Promise<void> {
  for (const RoleName of rolesOf(properties)) {
    await account.call('iam', 'PutRolePolicy', {
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify(properties.PolicyDocument),
    });
  }
}

async function remove(PolicyName: string, roles: readonly string[], { account }: ResourceContext): Promise<void> {
  for (const RoleName of roles) {
    await unlessGone(account.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }), 'NoSuchEntity');
  }
}

function rolesOf(properties: Properties): readonly string[] {
  return properties.Roles ?? [];
}

/** The name inside a policy ARN; a plain name stays as it is. */
function nameOf(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('/') + 1);
}
