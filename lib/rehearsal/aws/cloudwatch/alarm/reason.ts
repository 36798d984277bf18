import { AlarmState, ComparisonOperator, MetricAlarmDefinition } from './alarm';
import { Evaluation, breachTest } from './evaluator';

const COMPARISONS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const TREATMENT_NAMES = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  missing: 'Missing',
  ignore: 'Ignored',
} as const;

/** Why an evaluation led to a state, worded as CloudWatch words it (samples in the User Guide, Alarm events and EventBridge). */
export function reasonFor(alarm: MetricAlarmDefinition, { evaluated, missing }: Evaluation, state: AlarmState): string {
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${count(missing, 'datapoint')} ${missing === 1 ? 'was' : 'were'} unknown.`;
  }
  if (evaluated.length === 0) return `Threshold Crossed: ${missingText(alarm, missing)}.`;
  const crossed = `Threshold Crossed: ${thresholdText(alarm, evaluated, state)}`;
  const filled = missing > 0 && alarm.missingData !== 'missing' ? ` ${missingText(alarm, missing)}.` : '';
  return `${crossed}${filled}`;
}

function thresholdText(alarm: MetricAlarmDefinition, evaluated: Evaluation['evaluated'], state: AlarmState): string {
  const breaches = breachTest(alarm.operator, alarm.threshold);
  const deciding = evaluated.filter(({ value }) => breaches(value) === (state === 'ALARM'));
  const shown = [...deciding].reverse().map(({ at, value }) => `${double(value)} (${dayAndTime(at)})`);
  const verb = `${deciding.length === 1 ? 'was' : 'were'}${state === 'ALARM' ? '' : ' not'} ${COMPARISONS[alarm.operator]}`;
  const needed = state === 'ALARM' ? alarm.datapointsToAlarm : alarm.evaluationPeriods - alarm.datapointsToAlarm + 1;
  const transition = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `${deciding.length} out of the last ${count(alarm.evaluationPeriods, 'datapoint')} [${shown.join(', ')}] ` +
    `${verb} the threshold (${double(alarm.threshold)}) ` +
    `(minimum ${count(needed, 'datapoint')} for ${transition} transition).`
  );
}

function missingText(alarm: MetricAlarmDefinition, missing: number): string {
  return (
    `no datapoints were received for ${count(missing, 'period')} and ${count(missing, 'missing datapoint')} ` +
    `${missing === 1 ? 'was' : 'were'} treated as [${TREATMENT_NAMES[alarm.missingData]}]`
  );
}

/** The JSON text behind a reason. */
export function reasonDataFor(alarm: MetricAlarmDefinition, evaluation: Evaluation, now: number): string {
  const { evaluated } = evaluation;
  return JSON.stringify({
    version: '1.0',
    queryDate: timestampText(now),
    startDate: evaluated[0] === undefined ? undefined : timestampText(evaluated[0].at),
    statistic: alarm.single?.statistic,
    period: alarm.periodSeconds,
    recentDatapoints: evaluated.map(({ value }) => value),
    threshold: alarm.threshold,
    evaluatedDatapoints: [...evaluated].reverse().map(({ at, value }) => ({ timestamp: timestampText(at), value })),
  });
}

/** As alarms write times: 2023-08-04T12:36:15.490+0000. */
export function timestampText(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

/** `02/10/19 16:59:00`: day, month, year. */
function dayAndTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** Whole numbers carry `.0`, as Java prints doubles. */
function double(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
