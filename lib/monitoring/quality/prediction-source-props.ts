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
