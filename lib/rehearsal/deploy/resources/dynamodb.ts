import { DeployError } from '../deploy-error';
import { unlessGone } from './gone';
import { Properties, ResourceContext, ResourceInstance, ResourceProvider, ResourceProviders } from './provider';

/** Table names have 255 characters at most (API reference). */
const NAME_LENGTH = 255;
/** Time between two looks at a table that is being made. */
const LOOK_INTERVAL_MS = 1_000;

/** Properties that say how AWS keeps the table, not what a request to it answers: the emulated table has nothing to change. */
const WITHOUT_EFFECT = [
  'BillingMode',
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'ReadOnDemandThroughputSettings',
  'ReadProvisionedThroughputSettings',
  'Replicas',
  'ResourcePolicy',
  'SSESpecification',
  'TableClass',
  'Tags',
  'TimeToLiveSpecification',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
];

const table: ResourceProvider = {
  properties: {
    update: WITHOUT_EFFECT,
    replace: ['AttributeDefinitions', 'KeySchema', 'TableName'],
    others: 'refuse',
  },
  attributes: ['Arn', 'TableId'],
  async create(properties, context) {
    const TableName: string = properties.TableName ?? context.physicalName(NAME_LENGTH);
    requireOwnRegion(properties, context);
    await context.account.call('dynamodb', 'CreateTable', {
      TableName,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: properties.BillingMode,
      ProvisionedThroughput: properties.ProvisionedThroughput,
    });
    return untilActive(TableName, context);
  },
  update: async (instance) => instance,
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call('dynamodb', 'DeleteTable', { TableName: physicalId }), 'ResourceNotFoundException');
  },
};

/** A global table with one replica is a table of this region; replicas elsewhere have no meaning in a rehearsal of one region. */
function requireOwnRegion({ Replicas }: Properties, { account, logicalId }: ResourceContext): void {
  const regions = ((Replicas ?? []) as readonly { Region: string }[]).map((replica) => replica.Region);
  if (regions.every((region) => region === account.region)) return;
  throw new DeployError(
    `${logicalId} has replicas in ${regions.join(', ')}; the rehearsal emulates one region, ${account.region}`,
  );
}

async function untilActive(TableName: string, { account }: ResourceContext): Promise<ResourceInstance> {
  for (;;) {
    const { Table } = await account.call('dynamodb', 'DescribeTable', { TableName });
    if (Table.TableStatus === 'ACTIVE') {
      return { physicalId: TableName, attributes: { Arn: Table.TableArn, TableId: Table.TableId } };
    }
    await account.clock.sleep(LOOK_INTERVAL_MS);
  }
}

export const dynamodbProviders: ResourceProviders = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
};
