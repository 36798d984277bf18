/** Options of `PredictionSource.dataCapture()`. */
export interface DataCaptureSourceProps {
  /**
   * Where an answer has its prediction, one value: `label`, `outputs[0].data[0]`, `@` for all of it, as with `AnswerComparison`; a list of one
   * value is that value.
   *
   * @default - the score decides, by the task's threshold
   */
  readonly predictionPath?: string;

  /**
   * Where it has the probability of the positive class, 0 to 1. Needed for AUC, log loss, Brier score and calibration.
   *
   * @default - there are no scores
   */
  readonly scorePath?: string;

  /**
   * Features of the requests whose drift between the two versions is measured, up to 10: a name of letters, digits, `_` and `-`, and where a
   * request has it, one number or truth value, such as `{ amount: 'instances[0].amount' }`. Nothing else of a request is kept; requests that
   * are no JSON, or with data capture JSON or CSV (`[0][3]` is the fourth cell of the first row), have none.
   *
   * @default - drift of the predictions alone
   */
  readonly features?: Record<string, string>;
}

/** Options of `PredictionSource.own()`. */
export interface OwnSourceProps {
  /**
   * Names of the features whose drift between the two versions is measured, up to 10, each of letters, digits, `_` and `-`. Your records have
   * them as numbers: `"features": {"amount": 12.5}`; others are left out.
   *
   * @default - drift of the predictions alone
   */
  readonly features?: string[];
}

/** Options of `PredictionSource.gateway()`. */
export interface GatewaySourceProps extends DataCaptureSourceProps {
  /**
   * Share of the answers that is kept, above 0, up to 100 percent. Which ones is left to chance.
   *
   * @default 100
   */
  readonly percent?: number;
}
