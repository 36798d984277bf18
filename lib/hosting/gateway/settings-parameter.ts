import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { Names } from '../../contract/index';

/** A gateway, and the task that it is in. */
export interface GatewayPlace {
  readonly container: ecs.ContainerDefinition;
  readonly taskDefinition: ecs.FargateTaskDefinition;
}

/**
 * What a release tells the gateways of a model while they run. Its text in the template never changes, so no deploy overwrites
 * what a release has set.
 */
export class GatewaySettingsParameter {
  readonly parameter: ssm.StringParameter;
  /** All gateways of the model, for what is added to them when they are made. */
  readonly gateways: GatewayPlace[] = [];

  /** @param scope of what all gateways of the model share */
  constructor(
    readonly scope: Construct,
    modelName: string,
  ) {
    this.parameter = new ssm.StringParameter(scope, 'GatewaySettings', {
      parameterName: Names.gatewaySettings(modelName),
      description: `What releases of model ${modelName} tell its gateways: versions, share and target of mirroring`,
      stringValue: '{}',
    });
  }

  get name(): string {
    return this.parameter.parameterName;
  }

  /** Lets gateways read it: what they need, without the history and the list that `grantRead` would add. */
  grantRead(grantee: iam.IGrantable): iam.Grant {
    const resourceArns = [this.parameter.parameterArn];
    return iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns });
  }
}
