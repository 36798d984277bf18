import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ModelFunction, ModelFunctionProps } from '../model-function';
import { allowEvidence, allowObject } from './evidence-access';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** Lambda's own limit: a worker sends as much as it can. */
const TIMEOUT = Duration.minutes(15);

/** What the function of a check with workers is made of. */
export interface WorkersFunctionProps<Spec> extends Omit<ReleaseFunctionContext, 'route'> {
  readonly specs: readonly Spec[];
  readonly evidence: s3.IBucket;
}

/** What tells the functions of such checks apart. */
export interface Workers extends Pick<ModelFunctionProps, 'entry' | 'description' | 'memorySize'> {
  /** What its security group is called after. */
  readonly purpose: string;
  /** Objects that it reads. */
  readonly objects: readonly Parameters<typeof allowObject>[1][];
}

/** Sends the requests of checks to environments, and counts. Decisions are written by the check function. */
export abstract class WorkersFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    { modelName, hosted, logRetention, ledger, evidence }: WorkersFunctionProps<unknown>,
    { purpose, objects, ...own }: Workers,
  ) {
    super(scope, id, {
      ...own,
      modelName,
      logRetention,
      timeout: TIMEOUT,
      ...networkTo(hosted.way, scope, id, `${purpose} of model ${modelName}`),
    });
    ledger.allowRead(this);
    allowRequests(this, hosted.way);
    for (const object of objects) allowObject(this, object);
    allowEvidence(this, evidence, modelName);
  }
}
