import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { GoldenSetSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { allowEvidence, allowObject } from './evidence-access';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** Lambda's own limit: a worker sends as many items as it can. */
const TIMEOUT = Duration.minutes(15);

/** Reads golden sets, sends their items to both environments and counts. Decisions are written by the check function. */
export class GoldenSetFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'route'> & {
      readonly specs: readonly GoldenSetSpec[];
      readonly evidence: s3.IBucket;
    },
  ) {
    const { modelName, hosted } = props;
    super(scope, id, {
      entry: 'golden-set',
      modelName,
      logRetention: props.logRetention,
      description: `Sends golden sets to versions of model ${modelName} before they get traffic`,
      timeout: TIMEOUT,
      ...networkTo(hosted.way, scope, id, `Golden sets of model ${modelName}`),
    });
    props.ledger.allowRead(this);
    allowRequests(this, hosted.way);
    for (const { dataset } of props.specs) allowObject(this, dataset);
    allowEvidence(this, props.evidence, modelName);
  }
}
