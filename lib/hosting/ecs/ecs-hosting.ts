import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { EcsScaling, ENVIRONMENTS, EnvironmentName } from '../../contract/index';
import { loadBalancerFullName } from '../../private/arns';
import { Problems } from '../../private/validation';
import { DEFAULT_TEST_PORT, Entrance, entrance } from '../../traffic/entrance';
import { testRoutes } from '../../traffic/test-routes';
import { HostedModel, HostingContext, HostingKind, Routing } from '../hosted-model';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { candidate } from './candidate';
import { EcsHostingProps } from './ecs-hosting-props';
import { ecsEnvironments } from './environments';
import { environmentService, environmentTargetGroup } from './environment-service';
import { newVpc, PRIVATE_SUBNETS } from './network';
import { validateEcsHosting } from './validate';

type TargetGroups = Readonly<Record<EnvironmentName, elbv2.ApplicationTargetGroup>>;

/** Two Fargate services behind one load balancer. */
export class EcsHosting implements HostingKind {
  constructor(private readonly props: EcsHostingProps) {}

  problems(): readonly string[] {
    const problems = new Problems();
    validateEcsHosting(this.props, problems);
    return problems.list();
  }

  bind(scope: Construct, context: HostingContext): HostedModel {
    const { props } = this;
    const vpc = props.vpc ?? props.cluster?.vpc ?? props.loadBalancer?.vpc ?? newVpc(scope, context.logRetention);
    const subnets = props.vpcSubnets ?? PRIVATE_SUBNETS;
    const cluster = props.cluster ?? newCluster(scope, vpc);
    const way = entrance(scope, { ...props, vpc, testPort: props.testPort ?? DEFAULT_TEST_PORT });
    const settings = props.gateway && new GatewaySettingsParameter(scope, context.modelName);
    const surroundings = settings && { settings, testEndpoint: way.testEndpoint };
    const declared = candidate(scope, props, context, surroundings);
    // Of the model server with a gateway too: another port would be another target group.
    const targetGroups = this.targetGroups(scope, context, vpc, declared.modelPort);
    testRoutes(scope, way.testListener, targetGroups, props.testPriority ?? 1);
    const seed = ecsEnvironments(scope, context, {
      candidate: declared,
      target: declared.target,
      clusterName: cluster.clusterName,
      clusterArn: cluster.clusterArn,
    });
    seed.node.addDependency(...declared.roles);
    const securityGroups = props.securityGroups ?? [newTaskSecurityGroup(scope, vpc, context.modelName)];
    const services = ENVIRONMENTS.map((environment) =>
      environmentService(
        scope,
        {
          ...declared,
          modelName: context.modelName,
          environment,
          cluster,
          securityGroups,
          subnets,
          targetGroup: targetGroups[environment],
          seed,
        },
        props,
      ),
    );
    if (settings !== undefined) admitCopies(way, services);
    return {
      ...way,
      ...(settings === undefined ? {} : { gateway: { settings } }),
      vpc,
      subnets,
      targetGroups,
      clusterName: cluster.clusterName,
      clusterArn: cluster.clusterArn,
      candidate: declared,
      scaling: this.scaling(way, targetGroups),
      routing: this.routing(),
      ready: services,
    };
  }

  private targetGroups(scope: Construct, context: HostingContext, vpc: ec2.IVpc, containerPort: number): TargetGroups {
    const of = (environment: EnvironmentName) =>
      environmentTargetGroup(
        scope,
        { environment, vpc, containerPort, healthPath: context.protocol.healthPath },
        this.props,
      );
    return { blue: of('blue'), green: of('green') };
  }

  private routing(): Routing {
    const { priority = 100, hostHeaders = [], pathPatterns = [] } = this.props;
    return { priority, hostHeaders, pathPatterns };
  }

  private scaling({ testListener }: Entrance, groups: TargetGroups): EcsScaling {
    const { minCapacity, maxCapacity, targetCpuPercent, requestsPerTargetPerMinute } = this.props;
    const label = (environment: EnvironmentName) =>
      `${loadBalancerFullName(testListener.listenerArn)}/${groups[environment].targetGroupFullName}`;
    return {
      minCapacity,
      maxCapacity,
      ...(targetCpuPercent === undefined ? {} : { targetCpuPercent }),
      ...(requestsPerTargetPerMinute === undefined
        ? {}
        : { requestsPerTargetPerMinute, resourceLabels: { blue: label('blue'), green: label('green') } }),
    };
  }
}

/** Gateways send copies of requests to the other environment by the test listener. */
function admitCopies({ testListener }: Entrance, services: readonly ecs.FargateService[]): void {
  for (const { connections } of services) {
    testListener.connections.allowDefaultPortFrom(connections, 'mirrored requests of the other environment');
  }
}

function newCluster(scope: Construct, vpc: ec2.IVpc): ecs.Cluster {
  return new ecs.Cluster(scope, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
}

/** One group for both services: parity compares them. */
function newTaskSecurityGroup(scope: Construct, vpc: ec2.IVpc, modelName: string): ec2.SecurityGroup {
  return new ec2.SecurityGroup(scope, 'TaskSecurityGroup', { vpc, description: `Tasks of model ${modelName}` });
}
