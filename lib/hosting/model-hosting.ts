import { Construct } from 'constructs';
import { EcsHosting } from './ecs/ecs-hosting';
import { EcsHostingProps } from './ecs/ecs-hosting-props';
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

  private constructor(private readonly kind: HostingKind) {}

  /** @internal */
  public _problems(): readonly string[] {
    return this.kind.problems();
  }

  /** @internal */
  public _bind(scope: Construct, context: HostingContext): HostedModel {
    return this.kind.bind(scope, context);
  }
}
