import * as logs from 'aws-cdk-lib/aws-logs';
import type { ReleasePlan } from '../contract/index';
import type { HostedGateway } from '../hosting/hosted-model';
import type { AddedAlarms } from './added-alarms';
import type { ReleaseLedger } from './ledger';

/** Parts of a model for constructs that users add to it. */
export interface ModelAttachment {
  readonly ledger: ReleaseLedger;
  readonly logRetention: logs.RetentionDays;
  readonly runbookUrl?: string;
  /** Present when requests pass gateways. */
  readonly gateway?: HostedGateway;
  readonly alarms: AddedAlarms;
  readonly plan: ReleasePlan;
}
