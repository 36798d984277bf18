import { Construct } from 'constructs';
import { CheckSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { ModelVersion } from '../model/model-version';
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
  public _bind(scope: Construct, context: HostingContext): HostedModel {
    return this.kind.bind(scope, context);
  }
}
