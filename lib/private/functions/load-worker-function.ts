import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { LoadTestSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { allowEvidence, allowObject } from './evidence-access';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** Lambda's own limit: waiting, the longest stage and its last answers take 12 of them. */
const TIMEOUT = Duration.minutes(15);

/** A core of its own: a worker that shares one is late. */
const MEMORY_MB = 1_769;

/** Plans load tests, sends their load and counts. Decisions are written by the check function. */
export class LoadWorkerFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'route'> & {
      readonly specs: readonly LoadTestSpec[];
      readonly evidence: s3.IBucket;
    },
  ) {
    const { modelName, hosted } = props;
    super(scope, id, {
      entry: 'load-worker',
      modelName,
      logRetention: props.logRetention,
      description: `Tests versions of model ${modelName} under load before they get traffic`,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      ...networkTo(hosted.way, scope, id, `Load tests of model ${modelName}`),
    });
    props.ledger.allowRead(this);
    allowRequests(this, hosted.way);
    for (const { corpus } of props.specs) if (corpus.kind === 'dataset') allowObject(this, corpus.dataset);
    allowEvidence(this, props.evidence, modelName);
  }
}
