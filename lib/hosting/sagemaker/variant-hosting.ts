import { Construct } from 'constructs';
import { CheckSpec, EnvironmentName } from '../../contract/index';
import { ModelProtocol } from '../../model/model-protocol';
import { ModelVersion } from '../../model/model-version';
import { EndpointMetrics } from '../../monitoring/endpoint-metrics';
import { SageMakerVariantsFunction } from '../../private/functions/sagemaker-variants-function';
import { allowDescribeShared } from '../../private/functions/sagemaker-permissions';
import { claimEndpoints } from '../../private/endpoint-names';
import { Problems } from '../../private/validation';
import { HostedModel, HostingContext, HostingKind } from '../hosted-model';
import { sageMakerCandidate } from './candidate';
import { sageMakerEnvironments } from './environments';
import { sageMakerParity } from './parity';
import { BUSY_RETRY } from './retries';
import { SageMakerHostingProps } from './sagemaker-hosting-props';
import { VariantWeightsProps } from './sagemaker-routing';
import { validateVariantChecks, validateVariantHosting } from './validate-variants';

/** One SageMaker endpoint with a variant for each environment. */
export class VariantHosting implements HostingKind {
  /** SageMaker pings the containers itself, and callers reach nothing but predictions. */
  readonly answersHealth = false;
  /** Its callers keep no cookies: each request is sent by the weights. */
  readonly keepsCallers = false;

  constructor(
    private readonly props: SageMakerHostingProps,
    private readonly variants: VariantWeightsProps,
  ) {}

  problems(version: ModelVersion): readonly string[] {
    const problems = new Problems();
    validateVariantHosting(this.props, this.variants, version, problems);
    return problems.list();
  }

  problemsOfChecks(checks: readonly CheckSpec[]): readonly string[] {
    const problems = new Problems();
    validateVariantChecks(checks, this.protocol().predictPath, problems);
    return problems.list();
  }

  problemsOfCohort(): readonly string[] {
    return [
      'cohort must be left out with SageMakerRouting.variantWeights(), whose callers invoke an endpoint that knows no header or cookie; ' +
        'use SageMakerRouting.gateway(), or let the callers name the variant (TargetVariant)',
    ];
  }

  protocol(): ModelProtocol {
    return ModelProtocol.sageMaker();
  }

  parity(version: ModelVersion, allowedDifferences: readonly string[]): CheckSpec {
    return sageMakerParity(this.props, version, allowedDifferences);
  }

  bind(scope: Construct, context: HostingContext): HostedModel {
    const { props } = this;
    const { modelName } = context;
    const endpointName = this.variants.endpointName ?? modelName;
    claimEndpoints(scope, [endpointName]);
    const candidate = sageMakerCandidate(scope, props, context, props.vpc, endpointName);
    const environments = sageMakerEnvironments(scope, context, endpointName);
    // The endpoint goes before what its containers run with: role, network.
    environments.node.addDependency(candidate.model);
    const metricsOf = (environment: EnvironmentName) => new EndpointMetrics(endpointName, environment);
    return {
      way: { kind: 'endpoint', endpointName },
      endpointMetrics: { blue: metricsOf('blue'), green: metricsOf('green') },
      candidate,
      ready: [environments],
      environmentFunction: (parent, id, release) =>
        new SageMakerVariantsFunction(parent, id, { ...release, candidate, endpointName }),
      allowParity: (fn) => allowDescribeShared(fn, modelName, endpointName),
      environmentRetries: [BUSY_RETRY],
      shiftRetries: [BUSY_RETRY],
    };
  }
}
