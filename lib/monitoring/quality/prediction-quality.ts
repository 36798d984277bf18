import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Guardrail } from '../../analysis/guardrail';
import { RateGuardrailOptions } from '../../analysis/guardrail-props';
import { MeasureEvent, QualityPrefix, QualitySpec, QualityTaskSpec } from '../../contract/index';
import { capturePredictions } from '../../hosting/gateway/prediction-capture';
import { ModelEnvironment } from '../../model/model-environment';
import { QualityIngestFunction, QualityMeasureFunction } from '../../private/functions/quality-functions';
import { DriftMeasure } from './drift-measure';
import { DriftOptions } from './drift-options';
import { PredictionQualityProps } from './prediction-quality-props';
import { qualityAlarms } from './quality-alarms';
import { QualityMeasure } from './quality-measure';
import { QualityMetrics } from './quality-metrics';
import { qualityBucket, qualityTable } from './storage';
import { validateQuality, warnOfLateLabels, windowOf } from './validate-quality';

const SPARE_DAYS = 7;

/**
 * Measures how good the predictions of a model are, by labels that come later. Predictions are joined with their labels by an inference id,
 * window by window, when the time for labels is over; what comes of it goes to CloudWatch, for each environment. Alarms on it roll a
 * release back while there is a version to go back to, and tell the model's topic after.
 *
 * Labels come as JSON lines below `labels/` of the bucket, `{"inferenceId": "…", "label": 1}`, or as ground truth of SageMaker
 * (`grantPutLabels`), or by calls of the function with `{"labels": [ … ]}` (`grantFeedback`).
 */
export class PredictionQuality extends Construct {
  /** Bucket that predictions and labels come in by. */
  public readonly bucket: s3.IBucket;
  /** Function that takes predictions and labels by calls, too. */
  public readonly feedbackFunction: lambda.IFunction;
  /**
   * HTTPS address of that function, if `feedbackUrl` was set.
   *
   * @attribute
   */
  public readonly feedbackUrl?: string;
  /** Alarms that roll a release back. */
  public readonly rollbackAlarms: cloudwatch.Alarm[];

  private readonly metrics: QualityMetrics;
  private readonly task: QualityTaskSpec;
  private readonly features: readonly string[];
  private readonly url?: lambda.FunctionUrl;

  constructor(scope: Construct, id: string, props: PredictionQualityProps) {
    super(scope, id);
    validateQuality(this, props);
    warnOfLateLabels(this, props);
    const { model, predictions, alarms = {} } = props;
    const { modelName } = model;
    const { ledger, logRetention, runbookUrl, gateway, alarms: added } = model._attachment();
    const spec = specOf(props);

    const bucket = qualityBucket(this, Duration.days(spec.retentionDays));
    const table = qualityTable(this);
    const context = { modelName, logRetention, spec, table };
    const ingest = new QualityIngestFunction(this, 'IngestFunction', { ...context, bucket });
    const measure = new QualityMeasureFunction(this, 'MeasureFunction', { ...context, ledger });
    this.onNewObjects(bucket, modelName, ingest.function);
    this.eachMinute(modelName, measure.function);
    if (predictions._kind === 'gateway' && gateway !== undefined) {
      capturePredictions(gateway.settings, bucket, predictions._capture);
    }
    this.metrics = new QualityMetrics(modelName, windowOf(props));
    this.rollbackAlarms = [
      ...qualityAlarms(this, {
        ...{ modelName, alarms, added, runbookUrl, metrics: this.metrics, topic: model.notificationTopic },
        vital: { 'quality-ingest': ingest, 'quality-measure': measure },
      }),
    ];
    this.bucket = bucket;
    this.task = spec.task;
    this.features = Object.keys(spec.features ?? {});
    this.feedbackFunction = ingest.function;
    if (props.feedbackUrl === true) {
      this.url = ingest.function.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
      this.feedbackUrl = this.url.url;
    }
  }

  /** What is measured of the predictions of an environment. The minute is the one in which it became known. */
  public metric(
    measure: QualityMeasure,
    environment: ModelEnvironment,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return this.metrics.of(measure, environment, options);
  }

  /**
   * How far the predictions of the newer version, which runs in `environment`, are from those of the version before, since both predict; or
   * how far the requests that they get are. For people: it is no gate, and there is nothing while one version predicts alone.
   */
  public drift(measure: DriftMeasure, environment: ModelEnvironment, options: DriftOptions = {}): cloudwatch.Metric {
    const { feature, ...others } = options;
    if (feature !== undefined && !this.features.includes(feature)) {
      throw new Error(
        `feature must be one of ${JSON.stringify(this.features)}, got ${JSON.stringify(feature)}; name it in features of the predictions' source`,
      );
    }
    return this.metrics.drift(measure, environment, feature, others);
  }

  /**
   * Compares wrong predictions of a new version with those of the live one, for the judge: `model.addGuardrail(quality.guardrail())`. No
   * promotion waits for it, because labels come late; it can roll back until the end of the standby time. It compares windows in which both
   * versions predicted, so there must be some: a shift in steps, or a holdback. Throws for a regression without `wrongAbove`.
   *
   * @param options besides those of other guardrails; `isRequiredForPromotion` is false unless you say otherwise.
   */
  public guardrail(options: RateGuardrailOptions = {}): Guardrail {
    if (this.task.kind === 'regression' && this.task.wrongAbove === undefined) {
      throw new Error(
        'a guardrail must know which predictions are wrong, got a regression without wrongAbove; give it to QualityTask.regression()',
      );
    }
    const of = (environment: ModelEnvironment) => ({
      events: this.metric(QualityMeasure.WRONG, environment),
      total: this.metric(QualityMeasure.LABELLED, environment),
    });
    const [blue, green] = [of(ModelEnvironment.BLUE), of(ModelEnvironment.GREEN)];
    return Guardrail.metric('wrong-predictions', { isRequiredForPromotion: false, ...options, blue, green });
  }

  /** Lets somebody send predictions and labels by calls of the function, and by requests to `feedbackUrl` if there is one. */
  public grantFeedback(grantee: iam.IGrantable): iam.Grant {
    const direct = this.feedbackFunction.grantInvoke(grantee);
    return this.url === undefined ? direct : direct.combine(this.url.grantInvokeUrl(grantee));
  }

  /** Lets somebody put objects with labels, below `labels/`. */
  public grantPutLabels(grantee: iam.IGrantable): iam.Grant {
    return this.grantPut(grantee, QualityPrefix.LABELS);
  }

  /** Lets somebody put objects with predictions, below `predictions/`: who may also say how good a version looks. */
  public grantPutPredictions(grantee: iam.IGrantable): iam.Grant {
    return this.grantPut(grantee, QualityPrefix.PREDICTIONS);
  }

  private grantPut(grantee: iam.IGrantable, prefix: string): iam.Grant {
    const resourceArns = [this.bucket.arnForObjects(`${prefix}*`)];
    return iam.Grant.addToPrincipal({ grantee, actions: ['s3:PutObject'], resourceArns });
  }

  private onNewObjects(bucket: s3.IBucket, modelName: string, fn: lambda.IFunction): void {
    new events.Rule(this, 'NewObjects', {
      description: `Tells of new predictions of model ${modelName} and of their labels`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          object: { key: Object.values(QualityPrefix).map((prefix) => ({ prefix })) },
        },
      },
      targets: [new targets.LambdaFunction(fn)],
    });
  }

  private eachMinute(modelName: string, fn: lambda.IFunction): void {
    const event: MeasureEvent = { action: 'measure' };
    new events.Rule(this, 'EachMinute', {
      description: `Measures the quality of model ${modelName}'s predictions`,
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(fn, { event: events.RuleTargetInput.fromObject(event) })],
    });
  }
}

function specOf(props: PredictionQualityProps): QualitySpec {
  const { task, labelDelay, retention, predictions } = props;
  const { predictionPath, scorePath, features } = predictions._capture;
  return {
    task: task._spec(),
    windowMinutes: windowOf(props).toMinutes(),
    labelDelayMinutes: labelDelay.toMinutes(),
    retentionDays: retention?.toDays() ?? Math.ceil(labelDelay.toDays({ integral: false })) + SPARE_DAYS,
    predictionPath,
    scorePath,
    features,
  };
}
