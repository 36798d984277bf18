import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { CheckSpec, EcsScaling, Env, ENVIRONMENTS, EnvironmentName } from '../../contract/index';
import { ModelProtocol } from '../../model/model-protocol';
import { ModelVersion } from '../../model/model-version';
import { loadBalancerFullName, serviceArns } from '../../private/arns';
import { EcsEnvironmentFunction } from '../../private/functions/ecs-environment-function';
import { DESCRIBE_KNOWS_NO_RESOURCES } from '../../private/model-function';
import { Problems } from '../../private/validation';
import { Cohort } from '../../traffic/cohort';
import { DEFAULT_TEST_PORT, Entrance, entrance } from '../../traffic/entrance';
import { testRoutes } from '../../traffic/test-routes';
import { HostedModel, HostingContext, HostingKind, routingOf } from '../hosted-model';
import { admitCopies } from '../gateway/admit-copies';
import { requireLongerIdle } from '../gateway/idle-timeout';
import { requireShorterTimeout, timeoutDifferences } from '../gateway/model-timeout';
import { CAPTURE_DIFFERENCES } from '../gateway/prediction-capture';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { candidate } from './candidate';
import { EcsHostingProps } from './ecs-hosting-props';
import { ecsEnvironments } from './environments';
import { environmentService } from './environment-service';
import { newCluster, newVpc, PRIVATE_SUBNETS } from '../network';
import { environmentTargetGroup, TargetGroups } from '../target-group';
import { ecsParity } from './parity';
import { cohortProblems } from '../validate-cohort';
import { validateEcsHosting } from './validate';

/** Two Fargate services behind one load balancer. */
export class EcsHosting implements HostingKind {
  readonly answersHealth = true;
  readonly keepsCallers = true;

  constructor(private readonly props: EcsHostingProps) {}

  problems(version: ModelVersion): readonly string[] {
    const problems = new Problems();
    validateEcsHosting(this.props, problems);
    const { kind } = version._content;
    if (kind !== 'container') {
      problems.add(
        `version must be ModelVersion.container() with ECS hosting, got ModelVersion.${kind}(); give an image`,
      );
    }
    return problems.list();
  }

  protocol(modelName: string): ModelProtocol {
    return ModelProtocol.openInferenceV2({ modelName });
  }

  parity(version: ModelVersion, allowedDifferences: readonly string[]): CheckSpec {
    return ecsParity(version, [
      ...timeoutDifferences(this.props.gateway),
      ...(this.props.gateway === undefined ? [] : CAPTURE_DIFFERENCES),
      ...allowedDifferences,
    ]);
  }

  problemsOfChecks(): readonly string[] {
    return [];
  }

  problemsOfCohort(cohort: Cohort): readonly string[] {
    return cohortProblems(cohort, this.props);
  }

  bind(scope: Construct, context: HostingContext): HostedModel {
    const { props } = this;
    const vpc = props.vpc ?? props.cluster?.vpc ?? props.loadBalancer?.vpc ?? newVpc(scope, context.logRetention);
    const subnets = props.vpcSubnets ?? PRIVATE_SUBNETS;
    const cluster = props.cluster ?? newCluster(scope, vpc);
    const { clusterName } = cluster;
    const way = entrance(scope, { ...props, vpc, testPort: props.testPort ?? DEFAULT_TEST_PORT });
    const settings = props.gateway && new GatewaySettingsParameter(scope, context.modelName);
    if (props.gateway !== undefined) {
      requireLongerIdle(scope, way.loadBalancer, props.gateway);
      requireShorterTimeout(scope, way.loadBalancer, props.gateway);
    }
    const surroundings = settings && { settings, testEndpoint: way.testEndpoint };
    const declared = candidate(scope, props, context, surroundings);
    // Of the model server with a gateway too: another port would be another target group.
    const targetGroups = this.targetGroups(scope, context, vpc, declared.modelPort);
    testRoutes(scope, way.testListener, targetGroups, props.testPriority ?? 1);
    const seed = ecsEnvironments(scope, context, {
      candidate: declared,
      target: declared.target,
      clusterName,
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
    if (settings !== undefined) admitCopies(way.testListener, services);
    return {
      way: { kind: 'load-balancer', ...way, vpc, subnets, targetGroups, routing: routingOf(props) },
      ...(settings === undefined ? {} : { gateway: { settings, props: props.gateway ?? {}, postOnly: false } }),
      candidate: declared,
      ready: services,
      environmentFunction: (parent, id, release) =>
        new EcsEnvironmentFunction(parent, id, {
          ...release,
          clusterName,
          candidate: declared,
          scaling: this.scaling(way, targetGroups),
        }),
      allowParity: (fn) => {
        fn.allow(['ecs:DescribeServices'], serviceArns(fn, context.modelName, clusterName));
        fn.env(Env.CLUSTER, clusterName);
        fn.allow(['ecs:DescribeTaskDefinition'], ['*'], { because: DESCRIBE_KNOWS_NO_RESOURCES });
      },
      environmentRetries: [],
      shiftRetries: [],
    };
  }

  private targetGroups(scope: Construct, context: HostingContext, vpc: ec2.IVpc, containerPort: number): TargetGroups {
    const { healthCheckPath = context.protocol.healthPath } = this.props;
    const of = (environment: EnvironmentName) =>
      environmentTargetGroup(scope, environment, {
        ...this.props,
        vpc,
        port: containerPort,
        healthPath: healthCheckPath,
      });
    return { blue: of('blue'), green: of('green') };
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

/** One group for both services: parity compares them. */
function newTaskSecurityGroup(scope: Construct, vpc: ec2.IVpc, modelName: string): ec2.SecurityGroup {
  return new ec2.SecurityGroup(scope, 'TaskSecurityGroup', { vpc, description: `Tasks of model ${modelName}` });
}
