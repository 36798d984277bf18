import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EcsCandidate } from '../../hosting/ecs/candidate';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { allowDeregister, allowRegister, allowScalableTargets } from './ecs-permissions';
import { FunctionContext } from './function-context';

/** `Custom::EcsEnvironments`. */
export class EcsEnvironmentsFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: FunctionContext & { readonly candidate: EcsCandidate }) {
    super(scope, id, {
      entry: 'ecs-environments',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Seeds and cleans up the task definition families of model ${props.modelName}`,
      // Deregistering takes one call a revision, and a family may have hundreds.
      timeout: Duration.minutes(5),
    });
    allowRegister(this, props.modelName, props.candidate, { tags: false });
    allowDeregister(this);
    this.allow(['ecs:ListTaskDefinitions'], ['*'], { because: DESCRIBE_KNOWS_NO_RESOURCES });
    allowScalableTargets(this, ['DeregisterScalableTarget']);
  }
}
