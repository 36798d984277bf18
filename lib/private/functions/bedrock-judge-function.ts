import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BedrockJudgeSpec, Env } from '../../contract/index';
import { ModelFunction } from '../model-function';

/** As long as the function of prompts waits for it: what comes later is heard by nobody. */
const TIMEOUT = Duration.minutes(2);

/** Asks models of Bedrock what they think of answers. Belongs to no model: several may have one judge. */
export class BedrockJudgeFunction extends ModelFunction {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly spec: BedrockJudgeSpec;
      /** ARNs of models and inference profiles. */
      readonly models: readonly string[];
      readonly logRetention?: logs.RetentionDays;
    },
  ) {
    super(scope, id, {
      entry: 'prompt-judge',
      logRetention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      description: `Judges answers with model ${props.spec.modelId} of Amazon Bedrock`,
      timeout: TIMEOUT,
    });
    // Converse is authorized as InvokeModel (Bedrock API reference, Converse).
    this.allow(['bedrock:InvokeModel'], props.models);
    this.env(Env.BEDROCK_JUDGE, JSON.stringify(props.spec));
  }
}
