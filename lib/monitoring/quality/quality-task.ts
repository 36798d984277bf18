import { QualityTaskSpec } from '../../contract/index';
import { Problems } from '../../private/validation';
import { ClassificationOptions, RegressionOptions } from './quality-task-options';

/** What a model predicts, by which the quality of its predictions is measured. */
export class QualityTask {
  /**
   * Classes. With two of them say which is positive: then there are precision, recall and F1 of that one, and with scores AUC, log loss,
   * Brier score and calibration error. With several classes precision, recall and F1 are means over the classes, weighted by how often
   * each came true.
   */
  public static classification(options: ClassificationOptions = {}): QualityTask {
    const { positive, threshold } = options;
    const problems = new Problems();
    if (positive === '')
      problems.add('positive must be a label, got ""; write it as the labels have it, such as "true"');
    if (threshold !== undefined && positive === undefined) {
      problems.add(`threshold must come with positive, got ${threshold} alone; say which class a high score means`);
    }
    if (threshold !== undefined && !(threshold > 0 && threshold < 1)) {
      problems.add(`threshold must be between 0 and 1, got ${threshold}; scores are probabilities`);
    }
    problems.throwIfAny('classification task');
    return new QualityTask({ kind: 'classification', positive, threshold });
  }

  /** Numbers: mean absolute error, root mean square error and R². */
  public static regression(options: RegressionOptions = {}): QualityTask {
    const problems = new Problems();
    const { wrongAbove } = options;
    if (wrongAbove !== undefined && !(wrongAbove >= 0 && wrongAbove < Infinity)) {
      problems.add(
        `wrongAbove must be a number of 0 or more, got ${wrongAbove}; give the largest error that is still right`,
      );
    }
    problems.throwIfAny('regression task');
    return new QualityTask({ kind: 'regression', wrongAbove });
  }

  private constructor(private readonly spec: QualityTaskSpec) {}

  /** @internal */
  public _spec(): QualityTaskSpec {
    return this.spec;
  }
}
