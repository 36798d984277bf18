import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { EcsScaling, EnvironmentName } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { ModelVersion } from '../model/model-version';

/** What the model tells its hosting. */
export interface HostingContext {
  readonly modelName: string;
  readonly version: ModelVersion;
  readonly protocol: ModelProtocol;
  readonly logRetention: logs.RetentionDays;
}

/** The declared task definition, which no service runs, and what the version in it declares. */
export interface Candidate {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly image: string;
  /** Everything that a release of this version brings: its hash tells two contents of one version apart. */
  readonly content: Record<string, unknown>;
  /** Roles that tasks are started with. */
  readonly roles: readonly iam.IRole[];
}

/** What a hosting made: everything that the rest of the model works with. */
export interface HostedModel {
  readonly vpc: ec2.IVpc;
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly productionListener: elbv2.IApplicationListener;
  readonly testListener: elbv2.IApplicationListener;
  /** `http://host:port` of the test listener. */
  readonly testEndpoint: string;
  readonly targetGroups: Readonly<Record<EnvironmentName, elbv2.ApplicationTargetGroup>>;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly candidate: Candidate;
  readonly scaling: EcsScaling;
  /** Subnets of the tasks, where the check function runs too. */
  readonly subnets: ec2.SubnetSelection;
  readonly routing: Routing;
  /** What has to exist before a release can start. */
  readonly ready: readonly IDependable[];
  /** True when gateways stand before the model servers and read the parameter `Names.gatewaySettings`; absent means that none do. */
  readonly gateway?: boolean;
}

/** Where production traffic of the model comes in. */
export interface Routing {
  readonly priority: number;
  readonly hostHeaders: readonly string[];
  readonly pathPatterns: readonly string[];
}

/** A kind of hosting. */
export interface HostingKind {
  /** Everything that is wrong with its settings, in the user's words. */
  problems(): readonly string[];
  bind(scope: Construct, context: HostingContext): HostedModel;
}
