import * as logs from 'aws-cdk-lib/aws-logs';
import { HostedModel, LoadBalancedWay, SharedEndpoint } from '../../hosting/hosted-model';
import { ReleaseLedger } from '../../model/ledger';

/** What production traffic hangs on. */
export type HostedRoute = RuleRoute | SharedEndpoint;

export interface RuleRoute {
  readonly kind: 'rule';
  readonly ruleArn: string;
  /** Present when some callers are led by a rule of their own. */
  readonly cohortRuleArn?: string;
  readonly way: LoadBalancedWay;
}

/** What every function of a model is made with. */
export interface FunctionContext {
  readonly modelName: string;
  readonly logRetention: logs.RetentionDays;
}

/** What the functions of a release are made with. */
export interface ReleaseFunctionContext extends FunctionContext {
  readonly ledger: ReleaseLedger;
  readonly hosted: HostedModel;
  readonly route: HostedRoute;
}
