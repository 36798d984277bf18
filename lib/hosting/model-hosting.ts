import { Construct } from 'constructs';
import { CheckSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { ModelVersion } from '../model/model-version';
import { Cohort } from '../traffic/cohort';
import { EcsHosting } from './ecs/ecs-hosting';
import { EcsHostingProps } from './ecs/ecs-hosting-props';
import { SageMakerHosting } from './sagemaker/sagemaker-hosting';
import { SageMakerHostingProps } from './sagemaker/sagemaker-hosting-props';
import { VariantHosting } from './sagemaker/variant-hosting';
import { HostedModel, HostingContext, HostingKind } from './hosted-model';

/** What the two environments of a model are made of. */
export class ModelHosting {
  /**
   * Two ECS services on Fargate behind one Application Load Balancer. What is not given is made: VPC, cluster, internal load
   * balancer, listener, roles, security group.
   */
  public static ecs(props: EcsHostingProps): ModelHosting {
    return new ModelHosting(new EcsHosting(props));
  }

  /**
   * Two SageMaker endpoints behind one Application Load Balancer. A gateway between them signs requests (InvokeEndpoint and
   * InvokeEndpointWithResponseStream), so callers speak plain HTTP; requests have 6 MB and 60 s at most (SageMaker's limits). A
   * release makes model, endpoint config and endpoint of the idle environment, and removes those of the version before.
   *
   * With `routing: SageMakerRouting.variantWeights()` one endpoint with two variants, for callers who invoke it by its name.
   *
   * Endpoints take about ten minutes to start: with models that take longer than `provisionTimeout` (15 minutes by default) raise
   * that, and use `waitFor: ReleaseWait.START` when a deploy can't wait that long.
   */
  public static sageMaker(props: SageMakerHostingProps): ModelHosting {
    const variants = props.routing?._variants();
    return new ModelHosting(variants === undefined ? new SageMakerHosting(props) : new VariantHosting(props, variants));
  }

  private constructor(private readonly kind: HostingKind) {}

  /** @internal */
  public _problems(version: ModelVersion): readonly string[] {
    return this.kind.problems(version);
  }

  /** @internal */
  public _protocol(modelName: string): ModelProtocol {
    return this.kind.protocol(modelName);
  }

  /** @internal */
  public _parity(version: ModelVersion, allowedDifferences: readonly string[]): CheckSpec {
    return this.kind.parity(version, allowedDifferences);
  }

  /** @internal */
  public _problemsOfChecks(checks: readonly CheckSpec[]): readonly string[] {
    return this.kind.problemsOfChecks(checks);
  }

  /** @internal */
  public _problemsOfCohort(cohort: Cohort): readonly string[] {
    return this.kind.problemsOfCohort(cohort);
  }

  /** @internal */
  public get _keepsCallers(): boolean {
    return this.kind.keepsCallers;
  }

  /** @internal */
  public get _answersHealth(): boolean {
    return this.kind.answersHealth;
  }

  /** @internal */
  public _bind(scope: Construct, context: HostingContext): HostedModel {
    return this.kind.bind(scope, context);
  }
}
