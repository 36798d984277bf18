import { unlessGone } from './gone';
import { functionCode } from './lambda-code';
import { passive } from './passive';
import { Properties, ResourceProvider, ResourceProviders } from './provider';
import { neverUpdated } from './update-refused';

/** Function names have 64 characters at most (API reference). */
const NAME_LENGTH = 64;

const CONFIGURATION = [
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
];

/** `Layers`, images, reserved concurrency and everything else that changes what a function does are refused, not ignored. */
const lambdaFunction: ResourceProvider = {
  properties: {
    update: [...CONFIGURATION, 'Architectures', 'Code', 'Tags'],
    replace: ['FunctionName', 'PackageType'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, context) {
    const FunctionName: string = properties.FunctionName ?? context.physicalName(NAME_LENGTH);
    const answer = await context.account.call('lambda', 'CreateFunction', {
      ...configurationOf(properties),
      FunctionName,
      Code: functionCode(properties, context),
    });
    return { physicalId: FunctionName, attributes: { Arn: answer.FunctionArn } };
  },
  async update(instance, properties, _previous, context) {
    const { account } = context;
    const FunctionName = instance.physicalId;
    await account.call('lambda', 'UpdateFunctionCode', { FunctionName, ...functionCode(properties, context) });
    await account.call('lambda', 'UpdateFunctionConfiguration', { ...configurationOf(properties), FunctionName });
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call('lambda', 'DeleteFunction', { FunctionName: physicalId }),
      'ResourceNotFoundException',
    );
  },
};

function configurationOf(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(
    CONFIGURATION.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
  );
}

const permission: ResourceProvider = {
  properties: {
    update: [],
    replace: ['Action', 'EventSourceToken', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    others: 'refuse',
  },
  attributes: ['Id'],
  async create(properties, context) {
    const StatementId = context.physicalName(100);
    await context.account.call('lambda', 'AddPermission', { ...properties, StatementId });
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  update: neverUpdated,
  async delete({ physicalId }, { FunctionName }, { account }) {
    await unlessGone(
      account.call('lambda', 'RemovePermission', { FunctionName, StatementId: physicalId }),
      'ResourceNotFoundException',
    );
  },
};

const eventInvokeConfig: ResourceProvider = {
  properties: {
    update: ['DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts'],
    replace: ['FunctionName', 'Qualifier'],
    others: 'refuse',
  },
  attributes: [],
  async create(properties, { account }) {
    await account.call('lambda', 'PutFunctionEventInvokeConfig', properties);
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}`, attributes: {} };
  },
  async update(instance, properties, _previous, { account }) {
    await account.call('lambda', 'PutFunctionEventInvokeConfig', properties);
    return instance;
  },
  async delete(_instance, { FunctionName, Qualifier }, { account }) {
    await unlessGone(
      account.call('lambda', 'DeleteFunctionEventInvokeConfig', { FunctionName, Qualifier }),
      'ResourceNotFoundException',
    );
  },
};

export const lambdaProviders: ResourceProviders = {
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  // Nobody calls it in a rehearsal: labels come as objects there.
  'AWS::Lambda::Url': passive({
    physicalId: (_properties, context) => context.physicalName(64),
    attributes: {
      FunctionArn: (_id, { TargetFunctionArn }) => TargetFunctionArn as unknown,
      FunctionUrl: (_id, _properties, context) => `https://${context.randomId(32)}.lambda-url.invalid/`,
    },
    replace: ['Qualifier', 'TargetFunctionArn'],
  }),
};
