import { AlarmState, ComparisonOperator, MissingDataTreatment } from './alarm';

/** M out of N, and what stands in for missing data. */
export interface EvaluationRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingDataTreatment;
  breaches(value: number): boolean;
}

/** A period of the evaluation range; value undefined where data is missing. */
export interface Datapoint {
  readonly at: number;
  readonly value?: number;
}

export interface Evaluation {
  /** Undefined keeps the current state. */
  readonly state: AlarmState | undefined;
  /** The real points that decided, oldest first. */
  readonly evaluated: readonly Required<Datapoint>[];
  /** How many missing points stood in, and for how many periods nothing came at all. */
  readonly missing: number;
}

/**
 * Periods that an evaluation looks at. The User Guide's example retrieves 5 for 3 evaluation periods; that the surplus is 2 for
 * other numbers as well is an inference ("the exact number depends on the length of the alarm period").
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * Decides an alarm's state from its evaluation range, oldest period first, as the User Guide has it under "How alarm state is
 * evaluated when data is missing": with enough real points only the newest of them count; else the treatment fills the rest.
 */
export function evaluateAlarm(range: readonly Datapoint[], rule: EvaluationRule): Evaluation {
  const real = range.filter((point): point is Required<Datapoint> => point.value !== undefined);
  const evaluated = real.slice(-rule.evaluationPeriods);
  const missing = rule.evaluationPeriods - evaluated.length;
  const breaching = evaluated.filter(({ value }) => rule.breaches(value)).length;
  const state =
    missing === 0
      ? stateFor(breaching >= rule.datapointsToAlarm)
      : stateWithMissing(rule, { breaching, missing, real: evaluated.length, premature: isPremature(range, rule) });
  return { state, evaluated, missing };
}

interface Counts {
  readonly breaching: number;
  readonly missing: number;
  readonly real: number;
  readonly premature: boolean;
}

function stateWithMissing(rule: EvaluationRule, counts: Counts): AlarmState | undefined {
  const { breaching, missing, real, premature } = counts;
  switch (rule.missingData) {
    case 'breaching':
      return stateFor(breaching + missing >= rule.datapointsToAlarm);
    case 'notBreaching':
      return stateFor(breaching >= rule.datapointsToAlarm);
    case 'missing':
      if (breaching >= rule.datapointsToAlarm) return 'ALARM';
      if (breaching < real) return 'OK';
      return real > 0 && !premature ? 'ALARM' : 'INSUFFICIENT_DATA';
    case 'ignore':
      if (breaching >= rule.datapointsToAlarm) return 'ALARM';
      return breaching < real ? 'OK' : undefined;
  }
}

/**
 * Only breaching points, fewer than M: an alarm all the same once the oldest of them is at least M periods old, because nothing
 * better came since (User Guide, Avoiding premature transitions to alarm state). Younger ones are too early to judge.
 */
function isPremature(range: readonly Datapoint[], rule: EvaluationRule): boolean {
  const oldest = range.findIndex(({ value }) => value !== undefined);
  return oldest >= 0 && range.length - oldest < rule.datapointsToAlarm;
}

function stateFor(breaching: boolean): AlarmState {
  return breaching ? 'ALARM' : 'OK';
}

/** The comparison of an alarm: true when the value breaches. */
export function breachTest(operator: ComparisonOperator, threshold: number): (value: number) => boolean {
  switch (operator) {
    case 'GreaterThanThreshold':
      return (value) => value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    case 'LessThanOrEqualToThreshold':
      return (value) => value <= threshold;
  }
}

/**
 * Fewest samples that make a percentile meaningful: 10/(1-p) from p50 up, 10/p below (User Guide, Percentile-based alarms and
 * low data samples); 1000 for p99.
 */
export function samplesNeeded(percent: number): number {
  return percent >= 50 ? 1000 / (100 - percent) : 1000 / percent;
}
