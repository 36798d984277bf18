import { unlessGone } from './gone';
import { passive } from './passive';
import { ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** Log group names have 512 characters at most (API reference). */
const NAME_LENGTH = 512;

const logGroup: ResourceProvider = {
  properties: {
    update: ['DataProtectionPolicy', 'FieldIndexPolicies', 'KmsKeyId', 'RetentionInDays', 'Tags'],
    replace: ['LogGroupClass', 'LogGroupName'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, context) {
    const logGroupName: string = properties.LogGroupName ?? context.physicalName(NAME_LENGTH);
    await context.account.call('logs', 'CreateLogGroup', { logGroupName });
    await setRetention(logGroupName, properties.RetentionInDays, context);
    const { region, accountId } = context.account;
    return {
      physicalId: logGroupName,
      attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:*` },
    };
  },
  async update(instance, properties, previous, context) {
    if (properties.RetentionInDays === undefined && previous.RetentionInDays !== undefined) {
      await context.account.call('logs', 'DeleteRetentionPolicy', { logGroupName: instance.physicalId });
    }
    await setRetention(instance.physicalId, properties.RetentionInDays, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call('logs', 'DeleteLogGroup', { logGroupName: physicalId }), 'ResourceNotFoundException');
  },
};

async function setRetention(
  logGroupName: string,
  retentionInDays: unknown,
  { account }: ResourceContext,
): Promise<void> {
  if (retentionInDays === undefined) return;
  await account.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
}

export const logsProviders: ResourceProviders = {
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::ResourcePolicy': passive({
    physicalId: (properties) => properties.PolicyName,
    replace: ['PolicyName'],
  }),
};
