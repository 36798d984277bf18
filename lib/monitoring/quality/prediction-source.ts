import { validatePath } from '../../checks/golden-rule';
import { CaptureSpec } from '../../hosting/gateway/prediction-capture';
import { Problems } from '../../private/validation';
import { DataCaptureSourceProps, GatewaySourceProps, OwnSourceProps } from './prediction-source-props';

/** Where predictions come from. */
export class PredictionSource {
  /**
   * The model's gateways write them: of the JSON answers with status 2xx up to 64 KiB, under the id in the request's header
   * `x-inference-id`, or else `x-request-id`, which the answer has too. The hosting must have gateways: an error at synth otherwise. With ECS
   * hosting tasks that run keep none; they begin with the version that is released next.
   */
  public static gateway(props: GatewaySourceProps): PredictionSource {
    const { percent = 100 } = props;
    const problems = new Problems();
    problems.above0('percent', percent, 100, 'use 100 for all answers');
    return new PredictionSource('gateway', { ...props, percent }, problems);
  }

  /**
   * Data capture of SageMaker: let the endpoint config write to `s3://<bucket>/predictions/`, in JSON or CSV, with the output at least. An
   * endpoint of this library or one of its variants tells the environment; the version is not known, so that a prediction counts for
   * what its environment runs when its labels are due, unless it is older than that version's release.
   * One that was made before its version was promoted, and whose labels come when the release has ended, is left out.
   */
  public static dataCapture(props: DataCaptureSourceProps): PredictionSource {
    return new PredictionSource('data-capture', { ...props, percent: 100 }, new Problems());
  }

  /**
   * You write them: as JSON lines below `predictions/` of the bucket (`grantPut`), or by calls of the function (`grantFeedback`), each with
   * `inferenceId`, `environment`, `prediction` or `score`, `version`, and `at`, by which one that you send again counts once.
   */
  public static own(props: OwnSourceProps = {}): PredictionSource {
    const features = props.features && { features: Object.fromEntries(props.features.map((name) => [name, '@'])) };
    return new PredictionSource('own', { predictionPath: '@', percent: 100, ...features }, new Problems());
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'gateway' | 'data-capture' | 'own',
    /** @internal */
    public readonly _capture: CaptureSpec,
    problems: Problems,
  ) {
    const { predictionPath, scorePath, features } = _capture;
    if (predictionPath === undefined && scorePath === undefined) {
      problems.add('predictionPath or scorePath must be given, got neither; say where an answer has its prediction');
    }
    if (predictionPath !== undefined) validatePath('predictionPath', predictionPath, problems);
    if (scorePath !== undefined) validatePath('scorePath', scorePath, problems);
    if (features !== undefined) validateFeatures(features, problems);
    problems.known('percent', _capture.percent);
    problems.throwIfAny('prediction source');
  }
}

/** Each is four metrics of each environment. */
const MOST_FEATURES = 10;

function validateFeatures(features: Readonly<Record<string, string>>, problems: Problems): void {
  problems.count('features', Object.keys(features), MOST_FEATURES, 'name those that matter most');
  for (const [name, path] of Object.entries(features)) {
    problems.text('a name in features', name, /^[\w-]{1,50}$/, '1 to 50 letters, digits, _ and -');
    validatePath(`features.${name}`, path, problems);
  }
}
