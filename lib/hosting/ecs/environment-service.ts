import { CfnResource, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { EnvironmentName, Names } from '../../contract/index';
import { EcsHostingProps } from './ecs-hosting-props';

export interface EnvironmentServiceProps {
  readonly modelName: string;
  readonly environment: EnvironmentName;
  readonly cluster: ecs.ICluster;
  readonly taskDefinition: ecs.FargateTaskDefinition;
  /** The container behind the load balancer. */
  readonly target: { readonly containerName: string; readonly containerPort: number };
  readonly securityGroups: ec2.ISecurityGroup[];
  readonly subnets: ec2.SubnetSelection;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** `Custom::EcsEnvironments`, which seeds the family that the service names. */
  readonly seed: CfnResource;
}

/**
 * The service of one environment. Its text in the template is constant: the task definition is the bare family, and the desired
 * count is left out, so that no deploy changes what an environment runs or how much of it (aws-facts, section 1).
 */
export function environmentService(
  scope: Construct,
  props: EnvironmentServiceProps,
  hosting: EcsHostingProps,
): ecs.FargateService {
  const { environment, modelName, targetGroup } = props;
  const service = new ecs.FargateService(scope, `Service-${environment}`, {
    serviceName: Names.service(modelName, environment), // fixed: a replacement fails instead of starting at one task
    cluster: props.cluster,
    taskDefinition: props.taskDefinition,
    securityGroups: props.securityGroups,
    vpcSubnets: props.subnets,
    assignPublicIp: false,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    healthCheckGracePeriod: hosting.healthCheckGracePeriod ?? Duration.minutes(2),
    platformVersion: ecs.FargatePlatformVersion.LATEST,
  });
  targetGroup.addTarget(service.loadBalancerTarget(props.target));
  const resource = service.node.defaultChild as ecs.CfnService;
  resource.taskDefinition = Names.family(modelName, environment);
  resource.desiredCount = undefined;
  resource.addResourceDependency(props.seed);
  return service;
}
