import { Duration } from 'aws-cdk-lib';
import { QualityTaskSpec } from '../../contract/index';
import { Problems } from '../../private/validation';
import { QualityAlarmProps } from './quality-alarm-props';
import { QualityMeasure } from './quality-measure';

/** A limit that a user may set: what it looks at, which side is bad, and for which models it makes sense. */
export interface Limit {
  readonly prop: keyof QualityAlarmProps;
  readonly measure: QualityMeasure;
  /** End of the alarm's name, after `quality-`. */
  readonly name: string;
  readonly side: 'minimum' | 'maximum';
  readonly task: QualityTaskSpec['kind'];
  /** What the measure is at most. @default - it has no end */
  readonly most?: number;
  readonly needsScores?: boolean;
}

const CLASSES = { task: 'classification', most: 1 } as const;
const NUMBERS = { task: 'regression' } as const;

const LIMITS: readonly Limit[] = [
  { prop: 'minimumAccuracy', measure: QualityMeasure.ACCURACY, name: 'accuracy', side: 'minimum', ...CLASSES },
  { prop: 'minimumPrecision', measure: QualityMeasure.PRECISION, name: 'precision', side: 'minimum', ...CLASSES },
  { prop: 'minimumRecall', measure: QualityMeasure.RECALL, name: 'recall', side: 'minimum', ...CLASSES },
  { prop: 'minimumF1', measure: QualityMeasure.F1, name: 'f1', side: 'minimum', ...CLASSES },
  { prop: 'minimumAuc', measure: QualityMeasure.AUC, name: 'auc', side: 'minimum', ...CLASSES, needsScores: true },
  {
    ...{ prop: 'maximumLogLoss', measure: QualityMeasure.LOG_LOSS, name: 'log-loss', side: 'maximum' },
    ...{ task: 'classification', needsScores: true },
  },
  {
    prop: 'maximumBrier',
    measure: QualityMeasure.BRIER,
    name: 'brier',
    side: 'maximum',
    ...CLASSES,
    needsScores: true,
  },
  { prop: 'maximumMae', measure: QualityMeasure.MAE, name: 'mae', side: 'maximum', ...NUMBERS },
  { prop: 'maximumRmse', measure: QualityMeasure.RMSE, name: 'rmse', side: 'maximum', ...NUMBERS },
  { prop: 'minimumR2', measure: QualityMeasure.R2, name: 'r2', side: 'minimum', ...NUMBERS, most: 1 },
];

/** The limits that are set, each with its value. */
export function limitsIn(alarms: QualityAlarmProps): readonly (Limit & { readonly value: number })[] {
  return LIMITS.flatMap((limit) => {
    const value = alarms[limit.prop];
    return value === undefined ? [] : [{ ...limit, value }];
  });
}

/** Windows that must be bad, and of how many. */
export function periodsOf({ datapointsToAlarm = 2, evaluationPeriods = 4 }: QualityAlarmProps = {}) {
  return { datapointsToAlarm, evaluationPeriods };
}

/** Adds everything that is wrong with the alarms of a model of this task. */
export function validateLimits(
  alarms: QualityAlarmProps,
  task: QualityTaskSpec,
  window: Duration,
  problems: Problems,
): void {
  const all = Object.entries(alarms).map(([name, value]) => problems.known(`alarms.${name}`, value));
  if (!all.every((known) => known)) return;
  for (const { prop, value, side, most = Infinity, task: meantFor, needsScores } of limitsIn(alarms)) {
    const name = `alarms.${prop}`;
    if (meantFor !== task.kind) {
      problems.add(`${name} must be left out of a ${task.kind}, got ${value}; it is measured of a ${meantFor} only`);
    }
    if (needsScores === true && task.kind === 'classification' && task.positive === undefined) {
      problems.add(
        `${name} must come with a positive class, got none; use QualityTask.classification({ positive: … })`,
      );
    }
    if (prop === 'minimumR2') {
      if (!(value <= most && value > -Infinity)) {
        problems.add(`${name} must be a number up to ${most}, got ${value}; 1 explains everything`);
      }
    } else if (side === 'minimum') problems.above0(name, value, most, `give a number up to ${most}`);
    else validateMaximum(name, value, most, problems);
  }
  const { maximumMissingLabelsPercent: missing, minimumLabels } = alarms;
  if (missing !== undefined) validateMaximum('alarms.maximumMissingLabelsPercent', missing, 100, problems);
  problems.integer('alarms.minimumLabels', minimumLabels, 1, 1_000_000, 'give labels of one window');
  validatePeriods(alarms, window, problems);
}

function validateMaximum(name: string, value: number, most: number, problems: Problems): void {
  if (value > 0 && value < most) return;
  const rule = most === Infinity ? 'a number above 0' : `a number above 0, below ${most}`;
  const remedy = most === Infinity ? 'give what is too much' : `at ${most} the alarm could never fire`;
  problems.add(`${name} must be ${rule}, got ${value}; ${remedy}`);
}

/** Of less than an hour CloudWatch looks at a day at most (API reference of PutMetricAlarm, `EvaluationPeriods`). */
function validatePeriods(alarms: QualityAlarmProps, window: Duration, problems: Problems): void {
  const { datapointsToAlarm, evaluationPeriods } = periodsOf(alarms);
  const minutes = window.toMinutes({ integral: false });
  const most = minutes < 60 ? Math.min(60, Math.floor(1440 / minutes)) : 60;
  problems.integer('alarms.evaluationPeriods', evaluationPeriods, 1, most, 'give windows, of a day together at most');
  problems.integer('alarms.datapointsToAlarm', datapointsToAlarm, 1, evaluationPeriods, 'give windows');
}
