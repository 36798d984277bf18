import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env } from '../../contract/index';
import { SageMakerCandidate } from '../../hosting/sagemaker/candidate';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowFillShared, allowRemoveShared } from './sagemaker-permissions';

/** What fills the variants. */
export interface SageMakerVariantsPlace {
  readonly candidate: SageMakerCandidate;
  readonly endpointName: string;
}

/** Brings versions into the variants of one endpoint, and takes them out. It may not change their weights. */
export class SageMakerVariantsFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ReleaseFunctionContext & SageMakerVariantsPlace) {
    super(scope, id, {
      entry: 'environment-variants',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Makes and removes the variants of model ${props.modelName}`,
      timeout: Duration.minutes(1),
    });
    const { candidate, endpointName, modelName } = props;
    props.ledger.allow(this);
    allowFillShared(this, modelName, candidate, endpointName);
    allowRemoveShared(this, modelName, endpointName);
    this.env(Env.ENDPOINT_NAME, endpointName);
    this.env(Env.CANDIDATE, candidate.endpointConfigName);
  }
}
