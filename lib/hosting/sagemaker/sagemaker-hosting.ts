import { Construct } from 'constructs';
import { CheckSpec, EnvironmentName, ENVIRONMENTS, Names } from '../../contract/index';
import { ModelProtocol } from '../../model/model-protocol';
import { ModelVersion } from '../../model/model-version';
import { EndpointMetrics } from '../../monitoring/endpoint-metrics';
import { SageMakerEnvironmentFunction } from '../../private/functions/sagemaker-environment-function';
import { allowDescribeEndpoints } from '../../private/functions/sagemaker-permissions';
import { claimEndpoints } from '../../private/endpoint-names';
import { Problems } from '../../private/validation';
import { Cohort } from '../../traffic/cohort';
import { DEFAULT_TEST_PORT, entrance } from '../../traffic/entrance';
import { testRoutes } from '../../traffic/test-routes';
import { admitCopies } from '../gateway/admit-copies';
import { requireLongerIdle } from '../gateway/idle-timeout';
import { requireShorterTimeout } from '../gateway/model-timeout';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { HostedModel, HostingContext, HostingKind, routingOf } from '../hosted-model';
import { newCluster, newVpc, PRIVATE_SUBNETS } from '../network';
import { cohortProblems } from '../validate-cohort';
import { sageMakerCandidate, VARIANT } from './candidate';
import { scalingOf } from './capacity';
import { sageMakerEnvironments } from './environments';
import { gatewayService } from './gateway-service';
import { sageMakerParity } from './parity';
import { BUSY_RETRY } from './retries';
import { SageMakerHostingProps } from './sagemaker-hosting-props';
import { validateSageMakerHosting } from './validate';

/** Two SageMaker endpoints behind one load balancer, through a gateway that signs. */
export class SageMakerHosting implements HostingKind {
  readonly answersHealth = true;
  readonly keepsCallers = true;

  constructor(private readonly props: SageMakerHostingProps) {}

  problems(version: ModelVersion): readonly string[] {
    const problems = new Problems();
    validateSageMakerHosting(this.props, version, problems);
    return problems.list();
  }

  protocol(): ModelProtocol {
    return ModelProtocol.sageMaker();
  }

  parity(version: ModelVersion, allowedDifferences: readonly string[]): CheckSpec {
    return sageMakerParity(this.props, version, allowedDifferences);
  }

  problemsOfChecks(): readonly string[] {
    return [];
  }

  problemsOfCohort(cohort: Cohort): readonly string[] {
    return cohortProblems(cohort, this.props);
  }

  bind(scope: Construct, context: HostingContext): HostedModel {
    const { props } = this;
    const { modelName } = context;
    claimEndpoints(
      scope,
      ENVIRONMENTS.map((environment) => Names.endpoint(modelName, environment)),
    );
    const vpc = props.vpc ?? props.cluster?.vpc ?? props.loadBalancer?.vpc ?? newVpc(scope, context.logRetention);
    const subnets = props.vpcSubnets ?? PRIVATE_SUBNETS;
    const cluster = props.cluster ?? newCluster(scope, vpc);
    const way = entrance(scope, { ...props, vpc, testPort: props.testPort ?? DEFAULT_TEST_PORT });
    requireLongerIdle(scope, way.loadBalancer, props.gateway ?? {});
    requireShorterTimeout(scope, way.loadBalancer, props.gateway ?? {});
    const candidate = sageMakerCandidate(scope, props, context, vpc);
    const settings = new GatewaySettingsParameter(scope, modelName);
    const { testEndpoint } = way;
    const { service, targetGroups } = gatewayService(scope, props, context, {
      vpc,
      subnets,
      cluster,
      testEndpoint,
      settings,
    });
    admitCopies(way.testListener, [service]);
    testRoutes(scope, way.testListener, targetGroups, props.testPriority ?? 1);
    const environments = sageMakerEnvironments(scope, context);
    // The endpoints go before what their containers run with: role, network.
    environments.node.addDependency(candidate.model);
    const endpointNames = { blue: Names.endpoint(modelName, 'blue'), green: Names.endpoint(modelName, 'green') };
    const metricsOf = (environment: EnvironmentName) => new EndpointMetrics(endpointNames[environment], VARIANT);
    return {
      way: { kind: 'load-balancer', ...way, vpc, subnets, targetGroups, endpointNames, routing: routingOf(props) },
      gateway: { settings, props: props.gateway ?? {}, postOnly: true },
      endpointMetrics: { blue: metricsOf('blue'), green: metricsOf('green') },
      candidate,
      ready: [service, environments],
      environmentFunction: (parent, id, release) =>
        new SageMakerEnvironmentFunction(parent, id, { ...release, candidate, scaling: scalingOf(props) }),
      allowParity: (fn) => allowDescribeEndpoints(fn, modelName),
      environmentRetries: [BUSY_RETRY],
      shiftRetries: [],
    };
  }
}
