import { unlessGone } from './gone';
import { ResourceProvider, ResourceProviders } from './provider';

/** Names of alarms and dashboards have 255 characters at most (API reference). */
const NAME_LENGTH = 255;
const MONITORING = 'monitoring';

const ALARM_PROPERTIES = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'InsufficientDataActions',
  'MetricName',
  'Metrics',
  'Namespace',
  'OKActions',
  'Period',
  'Statistic',
  'Tags',
  'Threshold',
  'ThresholdMetricId',
  'TreatMissingData',
  'Unit',
];

/** Both kinds of alarms: one put operation creates and replaces, so a template update also resets what was changed by hand. */
function alarm(operation: 'PutMetricAlarm' | 'PutCompositeAlarm', update: readonly string[]): ResourceProvider {
  return {
    properties: { update, replace: ['AlarmName'], others: 'refuse' },
    attributes: ['Arn'],
    async create(properties, context) {
      const AlarmName: string = properties.AlarmName ?? context.physicalName(NAME_LENGTH);
      const { account } = context;
      await account.call(MONITORING, operation, { ...properties, AlarmName });
      const Arn = `arn:aws:cloudwatch:${account.region}:${account.accountId}:alarm:${AlarmName}`;
      return { physicalId: AlarmName, attributes: { Arn } };
    },
    async update(instance, properties, _previous, { account }) {
      await account.call(MONITORING, operation, { ...properties, AlarmName: instance.physicalId });
      return instance;
    },
    async delete({ physicalId }, _properties, { account }) {
      await unlessGone(account.call(MONITORING, 'DeleteAlarms', { AlarmNames: [physicalId] }), 'ResourceNotFound');
    },
  };
}

const dashboard: ResourceProvider = {
  properties: { update: ['DashboardBody'], replace: ['DashboardName'], others: 'refuse' },
  attributes: [],
  async create({ DashboardBody, DashboardName }, context) {
    const name: string = DashboardName ?? context.physicalName(NAME_LENGTH);
    await context.account.call(MONITORING, 'PutDashboard', { DashboardName: name, DashboardBody });
    return { physicalId: name, attributes: {} };
  },
  async update(instance, { DashboardBody }, _previous, { account }) {
    await account.call(MONITORING, 'PutDashboard', { DashboardName: instance.physicalId, DashboardBody });
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call(MONITORING, 'DeleteDashboards', { DashboardNames: [physicalId] }),
      'ResourceNotFound',
      'DashboardNotFoundError',
    );
  },
};

export const cloudwatchProviders: ResourceProviders = {
  'AWS::CloudWatch::Alarm': alarm('PutMetricAlarm', ALARM_PROPERTIES),
  'AWS::CloudWatch::CompositeAlarm': alarm('PutCompositeAlarm', [
    'ActionsEnabled',
    'AlarmActions',
    'AlarmDescription',
    'AlarmRule',
    'InsufficientDataActions',
    'OKActions',
    'Tags',
  ]),
  'AWS::CloudWatch::Dashboard': dashboard,
};
