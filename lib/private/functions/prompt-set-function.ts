import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PromptsSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { allowEvidence, allowObject } from './evidence-access';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** Lambda's own limit: a worker sends as many prompts as it can. */
const TIMEOUT = Duration.minutes(15);

/** Sends prompts to environments, asks judges, and counts. Decisions are written by the check function. */
export class PromptSetFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: Omit<ReleaseFunctionContext, 'route'> & {
      readonly specs: readonly PromptsSpec[];
      readonly evidence: s3.IBucket;
    },
  ) {
    const { modelName, hosted, specs } = props;
    super(scope, id, {
      entry: 'prompt-set',
      modelName,
      logRetention: props.logRetention,
      description: `Sends prompts to versions of model ${modelName} before they get traffic`,
      timeout: TIMEOUT,
      ...networkTo(hosted.way, scope, id, `Prompts of model ${modelName}`),
    });
    props.ledger.allowRead(this);
    allowRequests(this, hosted.way);
    for (const { suite } of specs) allowObject(this, suite);
    allowEvidence(this, props.evidence, modelName);
    const judges = new Set(specs.flatMap((spec) => spec.judges.map(({ functionArn }) => functionArn)));
    if (judges.size > 0) this.allow(['lambda:InvokeFunction'], [...judges]);
  }
}
