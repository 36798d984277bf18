export const STACK = 'Fraud';
export const MODEL = 'fraud';
export const STOP_PARAMETER = '/models/stop';
/** Name of the team's own state machine. */
export const AUDIT = 'audit';
export const USER_ALARM = 'chargebacks';
/** Namespace of the team's own metrics. */
export const PAYMENTS = 'Payments';

/** Its metrics that count answers of the model. */
export const ANSWERS = ['Legit', 'Review', 'Fraud'] as const;

/** What may differ between two deployments of the test stack; what is not given has the stack's or the library's default. */
export interface AppVariant {
  readonly version: string;
  /** What the version's contract asks of callers: as the live one did, another optional member, or one more that must be there. */
  readonly contract?: 'same' | 'wider' | 'breaking';
  /** Asks somebody only when the contract breaks the live one. */
  readonly approvesBreaking?: boolean;
  /** What the environments are; ECS services when absent. */
  readonly hosting?: 'sagemaker' | 'variants';
  readonly image?: string;
  readonly force?: boolean;
  /** True when a deploy does not wait for its release. */
  readonly returnAtStart?: boolean;
  /**
   * With a canary of 10 % that is judged: with defaults, a holdback, the other ways to end without a proof, the team's own metrics
   * `declined`, one guardrail of each kind and prediction quality by labels that come within two minutes, or not at all.
   */
  readonly analysis?: 'judge' | 'holdback' | 'promote' | 'pause' | 'payments' | 'guardrails' | 'none';
  /** How traffic moves: a canary of 5 % for 6 minutes, 4 steps of 25 % and 4 minutes, or 1, 10, 50 % for 3 minutes each. */
  readonly traffic?: 'canary' | 'linear' | 'steps';
  /** True with a canary of 20 % for 5 minutes instead. */
  readonly canary?: boolean;
  readonly holdback?: number;
  readonly stickinessSeconds?: number;
  readonly bakeMinutes?: number;
  readonly standbyMinutes?: number;
  readonly provisionMinutes?: number;
  readonly retentionSeconds?: number;
  readonly minCapacity?: number;
  readonly maxCapacity?: number;
  readonly targetCpuPercent?: number;
  /** True with a gateway in front of each model server. */
  readonly gateway?: boolean;
  /** True with gateways that protect callers from a new version; `ProtectingGateways` play those. */
  readonly protect?: boolean;
  /** True with a prober of payments. */
  readonly probe?: boolean;
  readonly priority?: number;
  /** With testers of this value of header `x-cohort`, who have a new version for five minutes before others. */
  readonly cohort?: string;
  readonly testPriority?: number;
  readonly pathPatterns?: readonly string[];
  readonly certificateId?: string;
  /** Port of the team's own listener that the model's rule is on; the team has one on 8080 and one on 8081. */
  readonly ownListener?: 8080 | 8081;
  readonly errorRatePercent?: number;
  readonly logRetentionDays?: number;
  readonly runbookUrl?: string;
  readonly description?: string;
  readonly functionDescription?: string;
  readonly stackTags?: Readonly<Record<string, string>>;
  readonly constructTags?: Readonly<Record<string, string>>;
  /** True with an alarm of the team's own in the stack, added as a rollback alarm. */
  readonly userAlarm?: boolean;
  /** True with prediction quality by labels that may come 22 minutes late; `DelayedLabels` plays callers and whoever knows the truth. */
  readonly quality?: boolean;
  /** True with a shadow check, and the parameter that gateways read; `ShadowGateways` play those. */
  readonly shadow?: boolean;
  /** With an approval that waits so long for an answer. */
  readonly approvalMinutes?: number;
  /** With a check by a function of the team's own, which really calls the idle environment and finds version 6.6 wrong. */
  readonly ownCheck?: 'required' | 'advisory';
  /** With a check by a state machine of the team's own, which takes ten minutes and finds version 7.6 wrong. */
  readonly ownMachine?: 'required' | 'advisory';
  /** With a golden set of 25 payments in shards of 10, of which 3 are frauds. */
  readonly goldenSet?: 'required' | 'advisory';
  /** Of a golden set that has so many payments, in shards of 1,000. */
  readonly goldenItems?: number;
  /** True with a golden set of 40 payments, of which every second is a fraud: those of more than 50. */
  readonly mixedPayments?: boolean;
  /** True with ten prompts of a bank's assistant, streamed, half of which ask for JSON; a function of the team's own judges lengths. */
  readonly prompts?: boolean;
  /** True with one prompt, whose answer a model of Bedrock judges, and embeddings. */
  readonly judged?: boolean;
  /** With a load test of 40 requests a second, for 25 s of real time. */
  readonly loadTest?: 'required' | 'advisory';
  /** True with a parameter that stops all releases, and a change calendar. */
  readonly freezable?: boolean;
}
