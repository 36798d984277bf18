import { Token } from 'aws-cdk-lib';
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

/** Adds everything that is wrong with the alarms of a model of this task. */
export function validateLimits(alarms: QualityAlarmProps, task: QualityTaskSpec, problems: Problems): void {
  for (const { prop, value, most = Infinity, task: meantFor, needsScores } of limitsIn(alarms)) {
    const name = `alarms.${prop}`;
    if (meantFor !== task.kind) {
      problems.add(`${name} must be left out of a ${task.kind}, got ${value}; it is measured of a ${meantFor} only`);
    }
    if (needsScores === true && task.kind === 'classification' && task.positive === undefined) {
      problems.add(
        `${name} must come with a positive class, got none; use QualityTask.classification({ positive: … })`,
      );
    }
    if (Token.isUnresolved(value)) problems.add(`${name} must be known at synth, got a token; give a number`);
    else if (prop !== 'minimumR2') problems.above0(name, value, most, `give a number up to ${most}`);
    else if (!(value <= most)) problems.add(`${name} must be at most ${most}, got ${value}; 1 explains everything`);
  }
  const { evaluationPeriods = 4 } = alarms;
  problems.percent('alarms.maximumMissingLabelsPercent', alarms.maximumMissingLabelsPercent);
  problems.integer('alarms.minimumLabels', alarms.minimumLabels, 1, 1_000_000, 'give labels of one window');
  problems.integer('alarms.evaluationPeriods', evaluationPeriods, 1, 60, 'give windows');
  problems.integer('alarms.datapointsToAlarm', alarms.datapointsToAlarm ?? 2, 1, evaluationPeriods, 'give windows');
}
