import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env, SageMakerScaling } from '../../contract/index';
import { SageMakerCandidate } from '../../hosting/sagemaker/candidate';
import { ModelFunction } from '../model-function';
import { allowScalableTargets } from './ecs-permissions';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { allowReadRoute } from './load-balancing';
import { allowFill, allowRemove, allowVariantScaling } from './sagemaker-permissions';

/** What fills the endpoints. */
export interface SageMakerPlace {
  readonly candidate: SageMakerCandidate;
  /** Undefined when endpoints keep the count that is declared. */
  readonly scaling: SageMakerScaling | undefined;
}

/** Makes, watches, scales and removes the endpoints of the environments. */
export class SageMakerEnvironmentFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ReleaseFunctionContext & SageMakerPlace) {
    super(scope, id, {
      entry: 'environment-sagemaker',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Makes and removes the endpoints of model ${props.modelName}`,
      timeout: Duration.minutes(1),
    });
    const { candidate, modelName, scaling } = props;
    props.ledger.allow(this);
    allowReadRoute(this, props.hosted, props.ruleArn);
    allowGatewaySettings(this, modelName);
    allowFill(this, modelName, candidate);
    allowRemove(this, modelName);
    this.env(Env.CANDIDATE, candidate.endpointConfigName);
    // An endpoint is made, changed and removed only without scaling: it may be left over from settings of before.
    allowScalableTargets(this, ['DeregisterScalableTarget']);
    if (scaling === undefined) return;
    this.env(Env.SCALING, this.jsonText(scaling));
    if (scaling.managed === true) return;
    allowScalableTargets(this, ['RegisterScalableTarget', 'PutScalingPolicy']);
    allowVariantScaling(this, modelName);
  }
}
