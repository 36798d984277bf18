import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  AnswerComparison,
  BlueGreenModel,
  ChangeFreeze,
  Check,
  Cohort,
  EcsHostingProps,
  GatewayProps,
  ModelHosting,
  ModelVersion,
  Probe,
  PredictionQuality,
  PredictionSource,
  QualityTask,
  ReleaseWait,
  SageMakerRouting,
  TrafficShift,
} from '../../../../../lib';
import { contractChecks, contractOf } from './contract-app';
import { AppVariant, MODEL, STACK, STOP_PARAMETER, USER_ALARM } from './app-variant';
import { assistant, judgedAssistant } from './assistant-check';
import { goldenChecks } from './golden-checks';
import { judgedShift } from './judged';
import { peakLoad } from './load-check';
import { audit, biasCheck } from './own-checks';
import { PAYMENT } from './payment';

/** Synthesizes a stack with one model, and beside it what a team has anyway: a function and an alarm. */
export function synthesizeFraud(variant: AppVariant, outdir: string): void {
  const app = new App({ outdir, treeMetadata: false, analyticsReporting: false });
  const stack = new Stack(app, STACK, { tags: variant.stackTags, description: variant.description });
  const model = new BlueGreenModel(stack, 'Fraud', {
    modelName: MODEL,
    hosting: hosting(stack, variant),
    version: versionOf(stack, variant),
    checks: checks(stack, variant),
    cohort: variant.cohort === undefined ? undefined : testers(variant.cohort),
    traffic: trafficShift(variant),
    ...judgedShift(variant),
    bakeTime: Duration.minutes(variant.bakeMinutes ?? 10),
    standbyTime: Duration.minutes(variant.standbyMinutes ?? 15),
    provisionTimeout: Duration.minutes(variant.provisionMinutes ?? 15),
    failedEnvironmentRetention: Duration.seconds(variant.retentionSeconds ?? 30),
    alarms: {
      errorRatePercent: variant.errorRatePercent ?? 2,
      latencyP99: Duration.millis(500),
      latencyP90: Duration.millis(250),
    },
    probe: variant.probe === true ? Probe.predictions({ requests: [PAYMENT] }) : undefined,
    logRetention: variant.logRetentionDays,
    runbookUrl: variant.runbookUrl,
    force: variant.force,
    changeFreeze: variant.freezable === true ? changeFreeze(stack) : undefined,
    waitFor: variant.returnAtStart === true ? ReleaseWait.START : ReleaseWait.PROMOTION,
  });
  for (const [key, value] of Object.entries(variant.constructTags ?? {})) Tags.of(model).add(key, value);
  unrelated(stack, variant);
  if (variant.userAlarm === true) model.addRollbackAlarm(userAlarm(stack));
  if (variant.quality === true) predictionQuality(stack, model);
  if (variant.analysis === 'guardrails') judgePredictions(stack, model);
  app.synth();
}

function trafficShift({ traffic, holdback, stickinessSeconds }: AppVariant): TrafficShift {
  const stickiness = stickinessSeconds === undefined ? undefined : Duration.seconds(stickinessSeconds);
  const options = { holdback, stickiness };
  switch (traffic) {
    case 'canary':
      return TrafficShift.canary({ percent: 5, bakeTime: Duration.minutes(6), ...options });
    case 'linear':
      return TrafficShift.linear({ stepPercent: 25, stepBakeTime: Duration.minutes(4), ...options });
    case 'steps': {
      const bakeTime = Duration.minutes(3);
      const steps = [1, 10, 50].map((percent) => ({ percent, bakeTime }));
      return TrafficShift.steps(steps, options);
    }
    case undefined:
      return TrafficShift.allAtOnce(options);
    default:
      return traffic satisfies never;
  }
}

function testers(value: string): Cohort {
  return Cohort.header('x-cohort', [value], { bakeTime: Duration.minutes(5) });
}

/** The stack's own parameter stands for one that a platform team has elsewhere. */
function changeFreeze(stack: Stack): ChangeFreeze {
  const stopParameter = new ssm.StringParameter(stack, 'Stop', { parameterName: STOP_PARAMETER, stringValue: 'off' });
  return { calendars: ['christmas'], stopParameter };
}

function checks(stack: Stack, variant: AppVariant): Check[] {
  const { shadow, approvalMinutes, ownCheck, ownMachine, prompts, judged, loadTest } = variant;
  return [
    Check.smoke({ requests: [PAYMENT], attempts: 1 }),
    ...(ownCheck === undefined ? [] : [biasCheck(stack, ownCheck)]),
    ...(ownMachine === undefined ? [] : [audit(stack, ownMachine)]),
    ...goldenChecks(variant),
    ...(prompts === true ? [assistant(stack)] : []),
    ...(judged === true ? [judgedAssistant(stack)] : []),
    ...(loadTest === undefined ? [] : [peakLoad(loadTest)]),
    ...(shadow === true ? [SHADOW] : []),
    ...contractChecks(variant),
    ...(approvalMinutes === undefined ? [] : [Check.approval({ timeout: Duration.minutes(approvalMinutes) })]),
  ];
}

function versionOf(stack: Stack, variant: AppVariant): ModelVersion {
  const { version, image = `model:${version}` } = variant;
  if (variant.hosting === undefined) {
    const dataContract = contractOf(variant);
    return ModelVersion.container(version, { image: ecs.ContainerImage.fromRegistry(image), dataContract });
  }
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'model');
  return ModelVersion.sageMakerContainer(version, {
    imageUri: repository.repositoryUriForTag(image.split(':').at(-1)),
    repository,
  });
}

function hosting(stack: Stack, variant: AppVariant): ModelHosting {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  if (variant.hosting === 'sagemaker') return sageMaker(vpc, variant);
  if (variant.hosting === 'variants') return variants(variant);
  const certificate =
    variant.certificateId === undefined
      ? undefined
      : elbv2.ListenerCertificate.fromArn(`arn:aws:acm:eu-west-1:123456789012:certificate/${variant.certificateId}`);
  return ModelHosting.ecs({
    vpc,
    cpu: 256,
    memoryLimitMiB: 512,
    minCapacity: variant.minCapacity ?? 2,
    maxCapacity: variant.maxCapacity ?? 4,
    targetCpuPercent: variant.targetCpuPercent,
    priority: variant.priority,
    testPriority: variant.testPriority,
    pathPatterns: variant.pathPatterns === undefined ? undefined : [...variant.pathPatterns],
    gateway: gatewayOf(variant),
    certificate,
    ...(variant.ownListener === undefined ? {} : ownEntrance(stack, vpc, variant.ownListener)),
  });
}

function gatewayOf({ gateway, shadow, protect }: AppVariant): GatewayProps | undefined {
  if (protect === true) return { protectCallers: true };
  return gateway === true || shadow === true ? {} : undefined;
}

function sageMaker(vpc: ec2.Vpc, { minCapacity = 2, maxCapacity = 4, ...variant }: AppVariant): ModelHosting {
  return ModelHosting.sageMaker({
    vpc,
    instanceType: 'ml.c7i.large',
    minCapacity,
    maxCapacity,
    invocationsPerInstancePerMinute: 6000,
    priority: variant.priority,
    testPriority: variant.testPriority,
    pathPatterns: variant.pathPatterns === undefined ? undefined : [...variant.pathPatterns],
  });
}

function variants({ minCapacity = 2 }: AppVariant): ModelHosting {
  return ModelHosting.sageMaker({
    instanceType: 'ml.c7i.large',
    minCapacity,
    routing: SageMakerRouting.variantWeights(),
  });
}

/** The team's own load balancer with two listeners, of which the model uses one. */
function ownEntrance(stack: Stack, vpc: ec2.Vpc, port: number): Pick<EcsHostingProps, 'loadBalancer' | 'listener'> {
  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'OwnLoadBalancer', { vpc });
  const listeners = [8080, 8081].map((own) =>
    loadBalancer.addListener(`Own${own}`, {
      port: own,
      protocol: elbv2.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    }),
  );
  return { loadBalancer, listener: listeners[port - 8080] };
}

const SHADOW = Check.shadow({
  compare: [AnswerComparison.label('model_name')],
  baselineDuration: Duration.minutes(2),
  duration: Duration.minutes(5),
});

function unrelated(stack: Stack, { functionDescription }: AppVariant): void {
  new lambda.Function(stack, 'Unrelated', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => undefined;'),
    description: functionDescription ?? 'beside the model',
  });
}

/** Labels come after 20 minutes: those of a window are there when its 22 are over. */
function predictionQuality(stack: Stack, model: BlueGreenModel): void {
  new PredictionQuality(stack, 'Quality', {
    model,
    task: QualityTask.classification({ positive: 'true' }),
    predictions: PredictionSource.own(),
    labelDelay: Duration.minutes(22),
    alarms: { minimumAccuracy: 0.9, maximumMissingLabelsPercent: 50, minimumLabels: 20 },
  });
}

/** Labels come in time for the canary, and no alarm looks at them. */
function judgePredictions(stack: Stack, model: BlueGreenModel): void {
  const quality = new PredictionQuality(stack, 'Quality', {
    model,
    task: QualityTask.classification({ positive: 'true' }),
    predictions: PredictionSource.own(),
    labelDelay: Duration.minutes(2),
  });
  model.addGuardrail(quality.guardrail());
}

function userAlarm(stack: Stack): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Fraud', metricName: 'Chargebacks', period: Duration.minutes(1) });
  return new cloudwatch.Alarm(stack, 'Chargebacks', {
    alarmName: USER_ALARM,
    metric,
    threshold: 10,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
