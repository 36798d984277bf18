import type { AlarmType, DescribeAlarmHistoryInput, DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { AuthorizationRequest, AwsError, CallContext, Operation } from '../../service';
import { Alarm, ALARM_STATES, AlarmState } from '../alarm/alarm';
import { AlarmBook } from '../alarm/alarm-book';
import { alarmArn, commonDefinition, refuseMembers } from '../alarm/alarm-input';
import { parseCompositeRule } from '../alarm/composite-rule';
import { metricAlarm } from '../alarm/metric-alarm';
import { describeComposite, describeMetricAlarm } from './alarm-output';
import { pageOf } from './page';

/** Permission on one alarm. */
function onAlarm(action: string): Operation['authorize'] {
  return (input, context) => [{ action: `cloudwatch:${action}`, resource: alarmArn(input.AlarmName, context) }];
}

/** Permission on each alarm that is named, or on all of them. */
function onAlarms(action: string): Operation['authorize'] {
  return (input, context) =>
    ((input.AlarmNames as readonly string[] | undefined) ?? ['*']).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: alarmArn(name, context),
    }));
}

/** Operations on alarms. `onPut` is called after each new metric alarm. */
export function alarmOperations(book: AlarmBook, onPut: () => void): Readonly<Record<string, Operation>> {
  return {
    PutMetricAlarm: {
      required: ['AlarmName'],
      authorize: onAlarm('PutMetricAlarm'),
      handle: (input, context) => {
        const definition = metricAlarm(input, context);
        book.put(definition, input.ActionsEnabled ?? true);
        book.tag(definition.arn, input.Tags ?? []);
        onPut();
        return {};
      },
    },
    PutCompositeAlarm: {
      required: ['AlarmName', 'AlarmRule'],
      authorize: onAlarm('PutCompositeAlarm'),
      handle: (input, context) => {
        refuseMembers(input, ['ActionsSuppressor', 'ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod']);
        const { AlarmRule: ruleText } = input;
        const rule = parseCompositeRule(ruleText);
        const definition = { kind: 'composite' as const, ...commonDefinition(input, context), ruleText, rule };
        book.put(definition, input.ActionsEnabled ?? true);
        book.tag(definition.arn, input.Tags ?? []);
        return {};
      },
    },
    DescribeAlarms: { authorize: authorizeDescribe, handle: (input) => describeAlarms(book, input) },
    DescribeAlarmHistory: {
      authorize: (input, context) => [
        { action: 'cloudwatch:DescribeAlarmHistory', resource: alarmArn(input.AlarmName ?? '*', context) },
      ],
      handle: (input) => describeHistory(book, input),
    },
    DeleteAlarms: {
      required: ['AlarmNames'],
      authorize: onAlarms('DeleteAlarms'),
      handle: (input) => {
        book.delete(input.AlarmNames);
        return {};
      },
    },
    SetAlarmState: {
      required: ['AlarmName', 'StateValue', 'StateReason'],
      authorize: onAlarm('SetAlarmState'),
      handle: (input) => {
        const { AlarmName, StateReason: reason, StateReasonData: reasonData } = input;
        const value = stateValue(input.StateValue);
        book.setState(AlarmName, { value, reason, ...(reasonData === undefined ? {} : { reasonData }) });
        return {};
      },
    },
    EnableAlarmActions: switchActions(book, true),
    DisableAlarmActions: switchActions(book, false),
    ...tagOperations(book),
  };
}

function switchActions(book: AlarmBook, enabled: boolean): Operation {
  return {
    required: ['AlarmNames'],
    authorize: onAlarms(enabled ? 'EnableAlarmActions' : 'DisableAlarmActions'),
    handle: (input) => {
      for (const name of input.AlarmNames) book.enableActions(name, enabled);
      return {};
    },
  };
}

function tagOperations(book: AlarmBook): Readonly<Record<string, Operation>> {
  const onResource =
    (action: string): Operation['authorize'] =>
    (input) => [{ action: `cloudwatch:${action}`, resource: input.ResourceARN }];
  return {
    TagResource: {
      required: ['ResourceARN', 'Tags'],
      authorize: onResource('TagResource'),
      handle: (input) => {
        book.tag(input.ResourceARN, input.Tags);
        return {};
      },
    },
    UntagResource: {
      required: ['ResourceARN', 'TagKeys'],
      authorize: onResource('UntagResource'),
      handle: (input) => {
        const tags = book.tags(input.ResourceARN);
        for (const key of input.TagKeys) tags.delete(key);
        return {};
      },
    },
    ListTagsForResource: {
      required: ['ResourceARN'],
      authorize: onResource('ListTagsForResource'),
      handle: (input) => ({ Tags: [...book.tags(input.ResourceARN)].map(([Key, Value]) => ({ Key, Value })) }),
    },
  };
}

/** Composite alarms are described with a permission on `*` only (DescribeAlarms, API reference). */
function authorizeDescribe(input: DescribeAlarmsInput, context: CallContext): readonly AuthorizationRequest[] {
  if (alarmTypes(input).includes('CompositeAlarm')) return [{ action: 'cloudwatch:DescribeAlarms', resource: '*' }];
  return onAlarms('DescribeAlarms')(input, context);
}

/** Without AlarmTypes only metric alarms are returned (DescribeAlarms, API reference). */
function alarmTypes({ AlarmTypes }: DescribeAlarmsInput): readonly AlarmType[] {
  return AlarmTypes === undefined || AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes;
}

function describeAlarms(book: AlarmBook, input: DescribeAlarmsInput) {
  refuseMembers(input, ['ChildrenOfAlarmName', 'ParentsOfAlarmName']);
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw new AwsError('ValidationError', "AlarmNames and AlarmNamePrefix can't be combined");
  }
  if ((input.AlarmNames ?? []).length > 100) throw new AwsError('ValidationError', 'AlarmNames has 100 names at most');
  const page = pageOf(book.all.filter(alarmFilter(input)).sort(byName), input, 100);
  const definitionsOf = (kind: Alarm['definition']['kind']) =>
    page.items.filter((alarm) => alarm.definition.kind === kind);
  return {
    MetricAlarms: definitionsOf('metric').map(describeMetricAlarm),
    CompositeAlarms: definitionsOf('composite').map(describeComposite),
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  };
}

function alarmFilter(input: DescribeAlarmsInput): (alarm: Alarm) => boolean {
  const types = alarmTypes(input);
  const state = input.StateValue === undefined ? undefined : stateValue(input.StateValue);
  return ({ definition, state: current }) => {
    if (!types.includes(definition.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')) return false;
    if (input.AlarmNames !== undefined && !input.AlarmNames.includes(definition.name)) return false;
    if (!definition.name.startsWith(input.AlarmNamePrefix ?? '')) return false;
    const actions = Object.values(definition.actions).flat();
    const { ActionPrefix } = input;
    if (ActionPrefix !== undefined && !actions.some((action) => action.startsWith(ActionPrefix))) return false;
    return state === undefined || current.value === state;
  };
}

function byName(a: Alarm, b: Alarm): number {
  return a.definition.name < b.definition.name ? -1 : 1;
}

function describeHistory(book: AlarmBook, input: DescribeAlarmHistoryInput) {
  const types = input.AlarmTypes ?? ['MetricAlarm'];
  const found = book.history.filter(
    (item) =>
      (input.AlarmName === undefined || item.AlarmName === input.AlarmName) &&
      types.some((type) => type === item.AlarmType) &&
      (input.HistoryItemType === undefined || item.HistoryItemType === input.HistoryItemType) &&
      item.Timestamp! >= (input.StartDate ?? new Date(0)) &&
      (input.EndDate === undefined || item.Timestamp! <= input.EndDate),
  );
  const page = pageOf(input.ScanBy === 'TimestampAscending' ? found : [...found].reverse(), input, 100);
  return { AlarmHistoryItems: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) };
}

function stateValue(value: string): AlarmState {
  const found = ALARM_STATES.find((state) => state === value);
  if (found === undefined) {
    throw new AwsError('ValidationError', `StateValue must be one of ${ALARM_STATES.join(', ')}, got ${value}`);
  }
  return found;
}
