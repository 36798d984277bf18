import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IDependable } from 'constructs';
import { CheckSpec, EndpointNames, EnvironmentName } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { ModelVersion } from '../model/model-version';
import { EndpointMetrics } from '../monitoring/endpoint-metrics';
import type { Cohort } from '../traffic/cohort';
import { EntranceHostingProps } from './entrance-hosting-props';
import type { ReleaseFunctionContext } from '../private/functions/function-context';
import type { ModelFunction } from '../private/model-function';
import { GatewayProps } from './gateway/gateway-props';
import { GatewaySettingsParameter } from './gateway/settings-parameter';
import { TargetGroups } from './target-group';

/** What the model tells its hosting. */
export interface HostingContext {
  readonly modelName: string;
  readonly version: ModelVersion;
  readonly protocol: ModelProtocol;
  readonly logRetention: logs.RetentionDays;
}

/** What the template declares of a version: nothing runs it, a release copies it into the environment that it fills. */
export interface Candidate {
  /** Of the declared task definition or endpoint config. */
  readonly arn: string;
  /** What the version's container runs: an image, or with SageMaker perhaps a model package. */
  readonly image: string;
  /** Everything that a release of this version brings: its hash tells two contents of one version apart. */
  readonly content: Record<string, unknown>;
}

/** Callers speak to a load balancer, and one rule of it decides for an environment. */
export interface LoadBalancedWay {
  readonly kind: 'load-balancer';
  readonly vpc: ec2.IVpc;
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly productionListener: elbv2.IApplicationListener;
  readonly testListener: elbv2.IApplicationListener;
  /** `http://host:port` of the test listener. */
  readonly testEndpoint: string;
  readonly targetGroups: TargetGroups;
  /** Present when the targets are gateways before SageMaker endpoints. */
  readonly endpointNames?: EndpointNames;
  /** Subnets of the tasks, where the check function runs too. */
  readonly subnets: ec2.SubnetSelection;
  readonly routing: Routing;
}

/** Callers invoke one SageMaker endpoint, and the weights of its variants decide for an environment. */
export interface SharedEndpoint {
  readonly kind: 'endpoint';
  readonly endpointName: string;
}

/** What a hosting made: everything that the rest of the model works with. */
export interface HostedModel {
  /** How production requests, and those of the checks, reach the environments. */
  readonly way: LoadBalancedWay | SharedEndpoint;
  readonly candidate: Candidate;
  /** Present when requests pass gateways. */
  readonly gateway?: HostedGateway;
  /** Present when the environments are SageMaker endpoints. */
  readonly endpointMetrics?: Readonly<Record<EnvironmentName, EndpointMetrics>>;
  /** What has to exist before a release can start. */
  readonly ready: readonly IDependable[];
  /** Makes the function that fills, watches, scales and empties the environments. */
  environmentFunction(scope: Construct, id: string, context: ReleaseFunctionContext): ModelFunction;
  /** Lets the check function read what it compares. */
  allowParity(fn: ModelFunction): void;
  /** What the environment function may answer in place of a result until it can work, and how long that is tried again. */
  readonly environmentRetries: readonly sfn.RetryProps[];
  /** The same of the traffic function when it shifts. */
  readonly shiftRetries: readonly sfn.RetryProps[];
}

/** The gateways of a model, for whoever steers or watches them. */
export interface HostedGateway {
  readonly settings: GatewaySettingsParameter;
  /** What the user set. */
  readonly props: GatewayProps;
  /** Whether it forwards nothing but POST, as before a SageMaker endpoint. */
  readonly postOnly: boolean;
}

/** Whether gateways have the stable environment answer what a new version fails. */
export function protectsCallers(gateway: HostedGateway | undefined): boolean {
  return gateway?.props.protectCallers === true;
}

/** Where production traffic of the model comes in. */
export interface Routing {
  readonly priority: number;
  readonly hostHeaders: readonly string[];
  readonly pathPatterns: readonly string[];
}

/** The routing that a user asked for. */
export function routingOf({ priority = 100, hostHeaders = [], pathPatterns = [] }: EntranceHostingProps): Routing {
  return { priority, hostHeaders, pathPatterns };
}

/** Priority of a cohort's rule, which is asked before the model's own. */
export function cohortPriority(cohort: Cohort, ofModel: number): number {
  return cohort._priority ?? ofModel - 1;
}

/** A kind of hosting. */
export interface HostingKind {
  /** Everything that is wrong with its settings, and with a version that it can't host, in the user's words. */
  problems(version: ModelVersion): readonly string[];
  /** How a model server is asked unless the user says it. */
  protocol(modelName: string): ModelProtocol;
  /** The comparison of the two environments. `allowedDifferences` are the user's. */
  parity(version: ModelVersion, allowedDifferences: readonly string[]): CheckSpec;
  /** What is wrong with the checks of a model, in the user's words. */
  problemsOfChecks(checks: readonly CheckSpec[]): readonly string[];
  /** What is wrong with the callers that a rule of their own is to lead, in the user's words. */
  problemsOfCohort(cohort: Cohort): readonly string[];
  /** Whether a request to the protocol's health path reaches the model server. */
  readonly answersHealth: boolean;
  /** Whether a caller can be kept on the environment that answered it. */
  readonly keepsCallers: boolean;
  bind(scope: Construct, context: HostingContext): HostedModel;
}
