import * as logs from 'aws-cdk-lib/aws-logs';
import { HostedModel } from '../../hosting/hosted-model';
import { ReleaseLedger } from '../../model/ledger';

/** What every function of a model is made with. */
export interface FunctionContext {
  readonly modelName: string;
  readonly logRetention: logs.RetentionDays;
}

/** What the functions of a release are made with. */
export interface ReleaseFunctionContext extends FunctionContext {
  readonly ledger: ReleaseLedger;
  readonly hosted: HostedModel;
  /** ARN of the production rule. */
  readonly ruleArn: string;
}
