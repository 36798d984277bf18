import { passive } from './passive';
import { ResourceContext, ResourceProviders } from './provider';

/** From the API reference. */
const QUEUE_NAME_LENGTH = 80;
const OTHER_NAME_LENGTH = 200;

function arn(service: string, resource: string, { account }: ResourceContext): string {
  return `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** Resources whose content the rehearsal does not use: keys, queues, secrets, image repositories. */
export const storageProviders: ResourceProviders = {
  'AWS::KMS::Key': passive({
    physicalId: (_properties, context) => uuid(context),
    attributes: {
      Arn: (id, _properties, context) => arn('kms', `key/${id}`, context),
      KeyId: (id) => id,
    },
  }),
  'AWS::KMS::Alias': passive({ physicalId: (properties) => properties.AliasName, replace: ['AliasName'] }),
  'AWS::SQS::Queue': passive({
    physicalId: (properties, context) => {
      const name: string = properties.QueueName ?? context.physicalName(QUEUE_NAME_LENGTH);
      return `https://sqs.${context.account.region}.amazonaws.com/${context.account.accountId}/${name}`;
    },
    attributes: {
      Arn: (id, _properties, context) => arn('sqs', lastPart(id), context),
      QueueName: (id) => lastPart(id),
      QueueUrl: (id) => id,
    },
    replace: ['QueueName', 'FifoQueue'],
  }),
  'AWS::SQS::QueuePolicy': passive({
    physicalId: (_properties, context) => context.physicalName(QUEUE_NAME_LENGTH),
    attributes: { Id: (id) => id },
  }),
  'AWS::SecretsManager::Secret': passive({
    physicalId: (properties, context) => {
      const name: string = properties.Name ?? context.physicalName(OTHER_NAME_LENGTH);
      return arn('secretsmanager', `secret:${name}-${context.randomId(6)}`, context);
    },
    attributes: { Id: (id) => id },
    replace: ['Name'],
  }),
  'AWS::ECR::Repository': passive({
    physicalId: (properties, context) =>
      properties.RepositoryName ?? context.physicalName(OTHER_NAME_LENGTH).toLowerCase(),
    attributes: {
      Arn: (id, _properties, context) => arn('ecr', `repository/${id}`, context),
      RepositoryUri: (id, _properties, { account }) =>
        `${account.accountId}.dkr.ecr.${account.region}.amazonaws.com/${id}`,
    },
    replace: ['RepositoryName'],
  }),
};

function lastPart(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function uuid(context: ResourceContext): string {
  const digits = context.randomId(32);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
