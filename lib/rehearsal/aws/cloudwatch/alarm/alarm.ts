import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { QuerySet } from '../queries';
import { CompositeRule } from './composite-rule';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export const ALARM_STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export type ComparisonOperator =
  'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';

/** A state with its reason, as it stands in every message about it. */
export interface StateSnapshot {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON text, or undefined. */
  readonly reasonData?: string;
  /** Virtual milliseconds since 1970. */
  readonly since: number;
}

interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** The metric of an alarm without math, which answers repeat as it was put. */
export interface SingleMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: string;
  readonly extended: boolean;
}

export interface MetricAlarmDefinition extends AlarmBase {
  readonly kind: 'metric';
  /** Set for an alarm on one metric; absent for an alarm with `Metrics`. */
  readonly single?: SingleMetric;
  /** `Metrics` as it was put. */
  readonly metrics?: readonly MetricDataQuery[];
  readonly queries: QuerySet;
  /** Id of the query whose series is compared with the threshold. */
  readonly watchedId: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly operator: ComparisonOperator;
  readonly missingData: MissingDataTreatment;
  /** Percentile alarms only: periods with few samples keep the state. */
  readonly ignoreLowSamples: boolean;
}

export interface CompositeAlarmDefinition extends AlarmBase {
  readonly kind: 'composite';
  readonly ruleText: string;
  readonly rule: CompositeRule;
}

export type AlarmDefinition = MetricAlarmDefinition | CompositeAlarmDefinition;

/** An alarm of the account: what was put, and the state it is in. */
export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly actionsEnabled: boolean;
  readonly state: StateSnapshot;
  readonly configuredAt: number;
}

/** A change of state. */
export interface AlarmChange {
  readonly alarm: Alarm;
  readonly previous: StateSnapshot;
  readonly current: StateSnapshot;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  /** Real milliseconds since 1970, for latencies as a person at the terminal sees them. */
  readonly wallTime: number;
}
