import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EntranceHostingProps } from '../entrance-hosting-props';
import { GatewayProps } from '../gateway/gateway-props';

/** Settings of ECS hosting. */
export interface EcsHostingProps extends EntranceHostingProps {
  /** CPU units of a task: 256, 512, 1024, 2048, 4096, 8192 or 16384 (1024 is one vCPU). */
  readonly cpu: number;

  /** Memory of a task in MiB, as Fargate allows for `cpu`. */
  readonly memoryLimitMiB: number;

  /** Fewest tasks of the live environment, 1 to 1000. */
  readonly minCapacity: number;

  /** Most tasks of the live environment, `minCapacity` to 1000. */
  readonly maxCapacity: number;

  /**
   * Average CPU utilisation in percent that scaling aims for, 1 to 100.
   *
   * @default - scaling does not look at CPU
   */
  readonly targetCpuPercent?: number;

  /**
   * Requests per task and minute that scaling aims for, 1 or more.
   *
   * @default - scaling does not look at requests
   */
  readonly requestsPerTargetPerMinute?: number;

  /**
   * VPC of tasks and load balancer.
   *
   * @default - the cluster's; without a cluster a new VPC in two availability zones with one NAT gateway and flow logs
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the tasks and of the check function; they must reach AWS APIs through a NAT gateway or endpoints.
   *
   * @default - private subnets with egress
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the tasks.
   *
   * @default - a new one that admits the load balancer on the container's port
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Cluster of the services.
   *
   * @default - a new one with Container Insights
   */
  readonly cluster?: ecs.ICluster;

  /**
   * Port that the model server listens on.
   *
   * @default - the protocol's
   */
  readonly containerPort?: number;

  /**
   * Role that the model's code has.
   *
   * @default - a new role without permissions
   */
  readonly taskRole?: iam.IRole;

  /**
   * Role that ECS pulls the image and writes logs with.
   *
   * @default - a new role with just that
   */
  readonly executionRole?: iam.IRole;

  /**
   * CPU architecture of the image.
   *
   * @default ecs.CpuArchitecture.X86_64
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;

  /**
   * Path of the load balancer's health check.
   *
   * @default - the protocol's
   */
  readonly healthCheckPath?: string;

  /**
   * Time between two health checks of a task, 5 to 300 s.
   *
   * @default Duration.seconds(10)
   */
  readonly healthCheckInterval?: Duration;

  /**
   * How long a health check waits for its answer, 2 to 120 s, below the interval.
   *
   * @default Duration.seconds(5)
   */
  readonly healthCheckTimeout?: Duration;

  /**
   * How long a starting task may fail health checks before ECS replaces it.
   *
   * @default Duration.minutes(2)
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * How long a stopping task still answers the requests that it has, 0 to 3600 s.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;

  /**
   * Puts a gateway in front of the model server in every task, `{}` for its defaults: it measures each second, so that alarms see
   * failures in about half a minute, and can mirror requests for `Check.shadow`. A model that is deployed already can't be given
   * one, nor lose it: its running tasks don't fit the other services, and the deploy fails before anything is changed.
   *
   * @default - none: the load balancer calls the model server, and its metrics of each minute are all there is
   */
  readonly gateway?: GatewayProps;
}
