import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Guardrail } from '../analysis/guardrail';
import { addGuardrail } from '../analysis/model-guardrails';
import { EnvironmentName } from '../contract/index';
import { LoadBalancedWay } from '../hosting/hosted-model';
import { TrafficMetrics } from '../monitoring/traffic-metrics';
import { trafficMetrics } from '../monitoring/witnesses';
import { grantInvoke } from '../private/grant-invoke';
import { approvalRule } from '../workflow/approval-rule';
import { phaseRule } from '../workflow/phase-rule';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ModelAttachment } from './model-attachment';
import { ModelEnvironment } from './model-environment';
import { ModelParts, modelParts } from './model-parts';
import { ModelVersion } from './model-version';
import { releasePlan } from './release-plan';
import { validateReleaseOnApproval } from './validate-release-on-approval';
import { validateModel } from './validate-model';

/**
 * A prediction service whose versions are released blue/green: the idle environment is filled, proven, given the traffic in one
 * call, watched, and left again by itself within seconds when it is worse.
 */
export class BlueGreenModel extends Construct implements ec2.IConnectable {
  /** Name of the model. */
  public readonly modelName: string;
  /** SageMaker endpoint that callers invoke; undefined unless the hosting has `SageMakerRouting.variantWeights()`. */
  public readonly endpointName?: string;
  /** The release workflow: one execution is one release. */
  public readonly stateMachine: sfn.StateMachine;
  /** Table of what is live, which release runs and how past ones ended. */
  public readonly ledger: dynamodb.ITable;
  /** Topic of release messages. */
  public readonly notificationTopic: sns.ITopic;
  /** Function that moves production traffic; operators call it to roll back in an emergency. */
  public readonly trafficFunction: lambda.IFunction;
  /** The rollback alarms of both environments. */
  public readonly rollbackAlarms: cloudwatch.Alarm[];

  private readonly parts: ModelParts;
  private readonly metrics: Readonly<Record<EnvironmentName, TrafficMetrics>>;
  private readonly version: ModelVersion;
  private readonly attachment: ModelAttachment;

  constructor(scope: Construct, id: string, props: BlueGreenModelProps) {
    super(scope, id);
    validateModel(props);
    const parts = modelParts(this, props);
    const { hosted, ledger, notifications, machinery, witnesses } = parts;
    this.modelName = props.modelName;
    this.parts = parts;
    this.version = props.version;
    this.endpointName = hosted.way.kind === 'endpoint' ? hosted.way.endpointName : undefined;
    this.metrics = { blue: trafficMetrics(witnesses.blue), green: trafficMetrics(witnesses.green) };
    this.stateMachine = machinery.stateMachine;
    this.ledger = ledger.table;
    this.notificationTopic = notifications.topic;
    this.trafficFunction = machinery.traffic.function;
    this.rollbackAlarms = [...machinery.rollbackAlarms.alarms];
    this.attachment = {
      ledger,
      logRetention: parts.logRetention,
      runbookUrl: props.runbookUrl,
      gateway: hosted.gateway,
      alarms: parts.added,
      plan: releasePlan(props),
    };
  }

  /**
   * What a construct that belongs to the model works with.
   *
   * @internal
   */
  public _attachment(): ModelAttachment {
    return this.attachment;
  }

  /** Load balancer that production traffic comes in by. Throws with `SageMakerRouting.variantWeights()`, which has none. */
  public get loadBalancer(): elbv2.IApplicationLoadBalancer {
    return this.loadBalanced().loadBalancer;
  }

  /** Listener that the production rule is on. Throws with `SageMakerRouting.variantWeights()`, which has none. */
  public get productionListener(): elbv2.IApplicationListener {
    return this.loadBalanced().productionListener;
  }

  /**
   * `http://host:port` of the test listener, where header `x-model-environment: blue` or `green` selects the environment. Throws
   * with `SageMakerRouting.variantWeights()`, where callers name the variant instead.
   */
  public get testEndpoint(): string {
    return this.loadBalanced().testEndpoint;
  }

  /**
   * Admits callers: `client.connections.allowToDefaultPort(model)`. Throws with `SageMakerRouting.variantWeights()`, where IAM
   * admits them: `grantInvoke`.
   */
  public get connections(): ec2.Connections {
    return this.loadBalanced().productionListener.connections;
  }

  /**
   * Rolls a release back when this alarm fires while the release may have moved traffic. It counts for both environments. An alarm
   * of another stack can't be given an action: it is only looked at once every watch interval, and synth warns of that.
   */
  public addRollbackAlarm(alarm: cloudwatch.IAlarm): void {
    this.parts.added.add(alarm);
  }

  /**
   * Judges new versions by one more guardrail, besides those of `analysis`. Throws when nothing is judged, or when a guardrail has that
   * name already.
   */
  public addGuardrail(guardrail: Guardrail): void {
    addGuardrail(this.modelName, this.parts.guardrails, guardrail);
  }

  /** Lets a caller invoke the model's endpoint. Throws unless the hosting has `SageMakerRouting.variantWeights()`. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    if (this.endpointName !== undefined) return grantInvoke(this, this.endpointName, grantee);
    throw new Error(
      `model "${this.modelName}" must have SageMakerRouting.variantWeights() to be invoked, got a load balancer; admit callers by model.connections`,
    );
  }

  /** Lets somebody see what is live and how releases go: `bluegreen status` and `history`. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.read(grantee);
  }

  /** Lets somebody start releases of this model, and see how they go: `bluegreen release`. */
  public grantRelease(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.release(grantee);
  }

  /**
   * Lets somebody pause, resume and shorten a running release: `bluegreen pause`, `resume`, `promote-full`, `skip`. They are noted where
   * an abort is, so who may do the one may do the other.
   */
  public grantOperate(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.operate(grantee);
  }

  /** Lets somebody ask a running release to go back: `bluegreen abort`. */
  public grantAbort(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.abort(grantee);
  }

  /**
   * Lets somebody answer the approval that a release waits for (`Check.approval()`), and nothing else: `bluegreen approve`. The
   * answer names its caller as the command line is told by STS; what the caller really was stands in CloudTrail's data events.
   */
  public grantApprove(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.approve(grantee);
  }

  /**
   * Lets somebody roll back: `bluegreen rollback`, at once by a call of the traffic function, or after the standby time by a run of the
   * workflow that brings the version before back. IAM can't tell that run from a release, so this allows what `grantRelease()` does, too.
   */
  public grantRollback(grantee: iam.IGrantable): iam.Grant {
    return this.parts.grants.rollback(grantee);
  }

  /**
   * Starts a release whenever a package of a group in the SageMaker model registry is approved, of version `<group>-<number>`. The
   * declared version must be `ModelVersion.modelPackage()`: what was approved is released with its settings. An event of a package
   * that is live or being released already, or is older than the live one of its group (somebody edited its description, for
   * example), releases nothing, and the execution ends well: the history says why. To go back to an older package, deploy it or
   * start its release by hand (`bluegreen release`).
   *
   * @param id of the rule, unique in the model.
   * @param modelPackageGroupName name of the group, 1 to 50 characters here, because it becomes part of the version.
   */
  public releaseOnApproval(id: string, modelPackageGroupName: string): events.Rule {
    validateReleaseOnApproval(this.modelName, this.version, modelPackageGroupName);
    const { stateMachine, modelName } = this;
    return approvalRule(this, id, { stateMachine, modelName, modelPackageGroupName });
  }

  /** Calls a target when a release waits for an approval (`Check.approval()`), or for the answer that `OnInconclusive.PAUSE` asks for. */
  public onApprovalNeeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onPhase(id, 'awaiting-approval', options);
  }

  /** Calls a target when a release was rolled back. */
  public onReleaseRolledBack(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onPhase(id, 'rolled-back', options);
  }

  /** Calls a target when a release has ended well: its version is promoted and the version before is retired. */
  public onReleasePromoted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onPhase(id, 'promoted', options);
  }

  /** Requests of an environment each minute. */
  public metricRequests(environment: ModelEnvironment, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics[environment].requests(options);
  }

  /** Answers with status 5xx of an environment each minute. */
  public metricErrors(environment: ModelEnvironment, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics[environment].serverErrors(options);
  }

  /**
   * Answer time of an environment, by default its 99th percentile: in seconds, or with `SageMakerRouting.variantWeights()` the
   * model's time in microseconds.
   */
  public metricLatency(environment: ModelEnvironment, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics[environment].latency('p99', options);
  }

  private loadBalanced(): LoadBalancedWay {
    const { way } = this.parts.hosted;
    if (way.kind === 'load-balancer') return way;
    throw new Error(
      `model "${this.modelName}" must have a load balancer for this, got SageMakerRouting.variantWeights(); ` +
        `invoke endpoint "${way.endpointName}", or use SageMakerRouting.gateway()`,
    );
  }

  private onPhase(id: string, phase: string, options: events.OnEventOptions): events.Rule {
    return phaseRule(this, id, { ...options, modelName: this.modelName, phase });
  }
}
