import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EntranceHostingProps } from '../entrance-hosting-props';
import { GatewayProps } from '../gateway/gateway-props';
import { SageMakerRouting } from './sagemaker-routing';

/** A variant without instances, which SageMaker starts as requests come. */
export interface SageMakerServerlessProps {
  /** Memory of the container in MB: 1024, 2048, 3072, 4096, 5120 or 6144. */
  readonly memorySizeMb: number;

  /** Most requests at once, 1 to 200. */
  readonly maxConcurrency: number;

  /**
   * Requests at once that it is kept warm for, 1 to `maxConcurrency`.
   *
   * @default - none: the first requests after a pause wait for a cold start
   */
  readonly provisionedConcurrency?: number;
}

/** Requests and answers that SageMaker writes to a bucket. */
export interface SageMakerDataCaptureProps {
  /** Bucket that they are written to. */
  readonly bucket: s3.IBucket;

  /** Captured share of the requests in percent, 0 to 100. */
  readonly percent: number;

  /**
   * Prefix in the bucket; the version is appended to it, but with `SageMakerRouting.variantWeights()`, where both versions share it.
   *
   * @default - the name of the model
   */
  readonly prefix?: string;
}

/** Tasks of the gateway, through which requests reach the endpoints. */
export interface GatewayTasksProps {
  /**
   * CPU units of a task, as Fargate allows: 256 is enough for about 400 requests a second of one environment.
   *
   * @default 512
   */
  readonly cpu?: number;

  /**
   * Memory of a task in MiB, as Fargate allows for `cpu`; there are two gateways in it.
   *
   * @default 1024
   */
  readonly memoryLimitMiB?: number;

  /**
   * Fewest tasks, 2 to 1000.
   *
   * @default 2
   */
  readonly minTasks?: number;

  /**
   * Most tasks, `minTasks` to 1000; they scale at half of their CPU.
   *
   * @default 10
   */
  readonly maxTasks?: number;
}

/** Settings of SageMaker hosting. */
export interface SageMakerHostingProps extends EntranceHostingProps {
  /**
   * How requests reach the environments. A deployed model keeps it: a deploy with another one fails and changes nothing.
   *
   * @default SageMakerRouting.gateway()
   */
  readonly routing?: SageMakerRouting;

  /**
   * Instance type of the endpoints, for example `ml.c7i.large`.
   *
   * @default - none: `serverless` is given
   */
  readonly instanceType?: string;

  /**
   * Endpoints without instances, in place of `instanceType`.
   *
   * @default - none: `instanceType` is given
   */
  readonly serverless?: SageMakerServerlessProps;

  /**
   * Fewest instances of the live endpoint, 1 to 1000; with `instanceType` only.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most instances of the live endpoint, `minCapacity` to 1000; with `instanceType` only.
   *
   * @default - `minCapacity`: endpoints do not scale
   */
  readonly maxCapacity?: number;

  /**
   * Invocations per instance and minute that scaling aims for, 1 or more; needed when `maxCapacity` is above `minCapacity`, unless
   * `managedInstanceScaling` is set.
   *
   * @default - none
   */
  readonly invocationsPerInstancePerMinute?: number;

  /**
   * SageMaker scales the instances itself between `minCapacity` and `maxCapacity`. Unlike Application Auto Scaling it can't be
   * kept from scaling in while traffic moves, so the version before may be smaller at a late rollback than it was.
   *
   * @default false
   */
  readonly managedInstanceScaling?: boolean;

  /**
   * How long a container may take until it answers `/ping`, 60 to 3600 s. An endpoint whose container does not can't be deleted before
   * that time is over: an aborted release waits for it.
   *
   * @default - SageMaker's own: 8 minutes
   */
  readonly containerStartupTimeout?: Duration;

  /**
   * How long the download of the model artefact may take, 60 to 3600 s.
   *
   * @default - SageMaker's own: 20 minutes
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * Size of an instance's storage volume in GB, 1 to 512.
   *
   * @default - SageMaker's own for the instance type
   */
  readonly volumeSizeGb?: number;

  /**
   * Key that encrypts the storage volumes of the instances. Not with instance types that have local NVMe storage, such as `ml.g5`:
   * SageMaker refuses a key for them, because their hardware encrypts that storage (API reference, `CreateEndpointConfig`; memory).
   *
   * @default - SageMaker's own
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Captures requests and answers, those of copies that a shadow check mirrors to the idle endpoint too. With `executionRole` the given
   * role must be allowed to put objects below the prefix: nothing is granted to it.
   *
   * @default - nothing is captured
   */
  readonly dataCapture?: SageMakerDataCaptureProps;

  /**
   * Role that SageMaker pulls image and artefact with, writes captured data with, and that the model's code has; it must trust
   * `sagemaker.amazonaws.com`. Nothing is granted to a given one.
   *
   * @default - a new role with just what the version declares
   */
  readonly executionRole?: iam.IRole;

  /**
   * Subnets that the model's containers are attached to; they reach AWS then only as those subnets do.
   *
   * @default - none: containers run in SageMaker's own network
   */
  readonly modelSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the model's containers; with `modelSubnets` only.
   *
   * @default - a new one that admits nobody
   */
  readonly modelSecurityGroups?: ec2.ISecurityGroup[];

  /**
   * Containers can't reach any network, AWS included.
   *
   * @default false
   */
  readonly networkIsolation?: boolean;

  /**
   * VPC of gateway and load balancer; with `SageMakerRouting.variantWeights()` that of `modelSubnets`, and only needed with them.
   *
   * @default - the cluster's; without a cluster a new VPC in two availability zones with one NAT gateway and flow logs
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the gateway and of the check function; they must reach AWS APIs through a NAT gateway or endpoints.
   *
   * @default - private subnets with egress
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Cluster of the gateway.
   *
   * @default - a new one with Container Insights
   */
  readonly cluster?: ecs.ICluster;

  /**
   * Settings of the gateway.
   *
   * @default - those of `GatewayProps`
   */
  readonly gateway?: GatewayProps;

  /**
   * Tasks of the gateway.
   *
   * @default - 2 to 10 tasks of half a vCPU
   */
  readonly gatewayTasks?: GatewayTasksProps;
}
