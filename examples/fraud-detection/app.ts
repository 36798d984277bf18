import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  Analysis,
  AnswerComparison,
  BlueGreenModel,
  Check,
  Cohort,
  GoldenDataset,
  GoldenRule,
  ModelHosting,
  ModelProtocol,
  ModelVersion,
  Probe,
  PredictionQuality,
  PredictionSource,
  QualityTask,
  ReleaseWait,
  RequestSlices,
  TrafficShift,
} from 'cdk-model-bluegreen';
import { Construct } from 'constructs';
import { inferenceRequest, LEGITIMATE_PAYMENT } from './payment';

export interface FraudDetectionStackProps extends StackProps {
  /** Version that shall be live, for example `1.3`. */
  readonly modelVersion: string;
  /** Whether a gateway stands in front of the model server in every task. */
  readonly gateway: boolean;
  /** Whether those have the version before answer what a new one fails. */
  readonly protect: boolean;
  /** Whether live payments are mirrored to a version before it gets any. */
  readonly shadow: boolean;
  /** Whether a version has to stand the load of the busiest minute before it gets any. */
  readonly load: boolean;
  /** Whether a prober asks a version for predictions while it takes traffic. */
  readonly probe: boolean;
  /** Whether labels that come later tell how good the predictions were. */
  readonly quality: boolean;
  /** Whether somebody has to approve a version before it gets traffic. */
  readonly approval: boolean;
  /** Whether beta callers get a version that passed its checks before the others. */
  readonly cohort: boolean;
  /** How traffic goes to a version that passed its checks. */
  readonly shift: ShiftName;
}

/** What `--context shift=` may be. Every shift but the first keeps a tenth of the traffic on the old version during the bake. */
const SHIFTS = {
  'all-at-once': TrafficShift.allAtOnce(),
  canary: TrafficShift.canary({ holdback: 10 }),
  linear: TrafficShift.linear({ holdback: 10 }),
  steps: TrafficShift.steps(
    [
      { percent: 1, bakeTime: Duration.minutes(5) },
      { percent: 10, bakeTime: Duration.minutes(10) },
      { percent: 50, bakeTime: Duration.minutes(10) },
    ],
    { holdback: 10 },
  ),
} as const;

type ShiftName = keyof typeof SHIFTS;

/**
 * Half of the live payments goes to the new version too. The mirrored ones are hard cases, of which versions 1.2 and 1.3 call 16 %
 * otherwise than each other, and 1.4, whose features are swapped, 27 %.
 */
const MIRRORED_PAYMENTS = Check.shadow({
  compare: [AnswerComparison.label('outputs[1].data')],
  slices: RequestSlices.byBodyValue('inputs[7].data[0]', ['no checking account', '... < 0 DM', '0 <= ... < 200 DM']),
  percent: 50,
  maxDisagreement: 20,
  minimumSamples: 500,
  baselineDuration: Duration.minutes(1),
  duration: Duration.minutes(6),
});

/** The truth of 50 payments. What versions 1.2 and 1.3 both get right, every version must get right. */
const KNOWN_PAYMENTS = Check.goldenSet({
  dataset: GoldenDataset.fromAsset(join(__dirname, 'model/golden.json'), {
    inputPath: 'request',
    idPath: 'request.id',
    expectedPath: 'fraud',
    criticalPath:
      '(fraud && probability."1.2" >= `0.5` && probability."1.3" >= `0.5`) || ' +
      '(!fraud && probability."1.2" < `0.5` && probability."1.3" < `0.5`)',
    categoryPath: 'request.inputs[7].data[0]',
  }),
  rules: [GoldenRule.label('outputs[1].data[0]')],
  minimumScore: 60,
});

/**
 * What the busiest minute brings. Version 1.5 loses memory with each request, and does not live to see the end of it. Stages are short for
 * the rehearsal, where they take real time: in production give them two minutes.
 */
const PEAK_LOAD = Check.loadTest({
  peakRps: 200,
  capacityRps: 400,
  dataset: GoldenDataset.fromAsset(join(__dirname, 'model/golden.json'), {
    inputPath: 'request',
    expectedPath: 'fraud',
  }),
  rpsPerWorker: 100,
  stageDuration: Duration.seconds(5),
  limits: { p50: Duration.millis(500), p90: Duration.seconds(1) },
});

/**
 * Whether a payment was a fraud is known after 20 minutes here; in production give it the time of your chargebacks. Version 1.3 has an AUC of
 * 0.74 on the payments whose truth the rehearsal knows, 1.2 has 0.57, and one that mixes its callers up 0.5.
 */
function predictionQuality(stack: Stack, model: BlueGreenModel): void {
  new PredictionQuality(stack, 'Quality', {
    model,
    task: QualityTask.classification({ positive: 'true' }),
    predictions: PredictionSource.gateway({
      predictionPath: 'outputs[1].data',
      scorePath: 'outputs[0].data',
      percent: 100, // a rehearsal's minutes are short, and few labels say little
    }),
    window: Duration.minutes(5),
    labelDelay: Duration.minutes(22),
    alarms: { minimumAuc: 0.6 },
  });
}

/** A fraud detection model that is released blue/green. */
export class FraudDetectionStack extends Stack {
  readonly model: BlueGreenModel;

  constructor(scope: Construct, id: string, props: FraudDetectionStackProps) {
    super(scope, id, props);
    this.model = new BlueGreenModel(this, 'Fraud', {
      modelName: 'fraud-detection',
      hosting: ModelHosting.ecs({
        cpu: 256,
        memoryLimitMiB: 512,
        minCapacity: 2,
        maxCapacity: 10,
        targetCpuPercent: 60,
        ...(props.gateway || props.shadow || props.protect || props.quality
          ? { gateway: { protectCallers: props.protect } }
          : {}),
      }),
      version: ModelVersion.container(props.modelVersion, {
        image: ecs.ContainerImage.fromAsset(join(__dirname, 'model'), {
          buildArgs: { MODEL_VERSION: props.modelVersion },
        }),
        environment: { MODEL_VERSION: props.modelVersion },
      }),
      protocol: ModelProtocol.openInferenceV2({ modelName: 'fraud-detection' }),
      checks: [
        Check.smoke({
          requests: [
            {
              name: 'legitimate payment',
              body: inferenceRequest(LEGITIMATE_PAYMENT),
              expectedValues: [
                { path: "outputs[?name=='fraud'] | [0].data[0]", value: false },
                // Version 1.2 says 0.19 and 1.3 says 0.04; up to 0.3 is accepted from any version.
                { path: "outputs[?name=='fraud_probability'] | [0].data[0]", value: 0.1, tolerance: 0.2 },
              ],
            },
          ],
        }),
        KNOWN_PAYMENTS,
        ...(props.load ? [PEAK_LOAD] : []),
        ...(props.shadow ? [MIRRORED_PAYMENTS] : []),
        ...(props.approval ? [Check.approval()] : []),
      ],
      // People may take a day, and steps an hour: a deploy can't wait as long.
      ...(props.approval || props.cohort || props.shift !== 'all-at-once' ? { waitFor: ReleaseWait.START } : {}),
      // The deploy waits 50 minutes at most, and mirroring takes some of them.
      ...(props.shadow ? { provisionTimeout: Duration.minutes(5) } : {}),
      traffic: SHIFTS[props.shift],
      ...(props.cohort ? { cohort: Cohort.header('x-model-cohort', ['beta']) } : {}),
      bakeTime: Duration.minutes(30),
      standbyTime: Duration.minutes(60),
      alarms: { errorRatePercent: 2, latencyP99: Duration.millis(500), latencyP90: Duration.millis(250) },
      // A judge could not tell probes from payments: with them the alarms and the bake's measurement decide alone.
      ...(props.probe
        ? {
            probe: Probe.predictions({ requests: [{ body: inferenceRequest(LEGITIMATE_PAYMENT) }] }),
            analysis: Analysis.none(),
          }
        : {}),
      runbookUrl: 'https://example.com/runbooks/fraud-detection',
    });
    if (props.quality) predictionQuality(this, this.model);
    Validations.of(this.model).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'MODEL_VERSION is the version string, no secret',
    });
    new CfnOutput(this, 'LoadBalancerDnsName', { value: this.model.loadBalancer.loadBalancerDnsName });
  }
}

/**
 * Reads the version from the context: `cdk deploy --context modelVersion=1.3`. `--context gateway=true` adds gateways,
 * `--context shadow=true` a check that mirrors live payments to the new version, and `--context load=true` a load test; with
 * `--context quality=true` labels that come later tell how good the predictions were; with
 * `--context protect=true` the gateways have the version before answer what the new one fails; with `--context approval=true` somebody
 * has to approve the new version; `--context probe=true` has versions probed while they take traffic, and not judged; `--context
 * shift=canary` (or `linear`, `steps`) moves the traffic in steps, and `--context cohort=true` that of beta callers first.
 */
export function fraudDetection(app: App): FraudDetectionStack {
  const modelVersion = (app.node.tryGetContext('modelVersion') as string | undefined) ?? '1.3';
  const isOn = (key: string) => app.node.tryGetContext(key) === 'true';
  return new FraudDetectionStack(app, 'FraudDetection', {
    modelVersion,
    gateway: isOn('gateway'),
    shadow: isOn('shadow'),
    protect: isOn('protect'),
    load: isOn('load'),
    quality: isOn('quality'),
    approval: isOn('approval'),
    probe: isOn('probe'),
    cohort: isOn('cohort'),
    shift: shiftNamed((app.node.tryGetContext('shift') as string | undefined) ?? 'all-at-once'),
  });
}

function shiftNamed(name: string): ShiftName {
  if (name in SHIFTS) return name as ShiftName;
  throw new Error(
    `shift must be one of ${Object.keys(SHIFTS).join(', ')}, got "${name}"; leave it out for all-at-once`,
  );
}
