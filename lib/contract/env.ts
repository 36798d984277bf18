/** Names of the Lambda environment variables: a construct sets them in the method that grants the matching permission. */
export const Env = {
  MODEL_NAME: 'MODEL_NAME',
  LEDGER_TABLE: 'LEDGER_TABLE',
  TOPIC_ARN: 'TOPIC_ARN',
  EVENT_BUS_NAME: 'EVENT_BUS_NAME',
  STATE_MACHINE_ARN: 'STATE_MACHINE_ARN',
  CLUSTER: 'CLUSTER',
  /** Name or ARN of the declared SageMaker endpoint config, for a release that names no candidate. */
  CANDIDATE: 'CANDIDATE',
  /** The one SageMaker endpoint of a model whose environments are its variants; absent when traffic hangs on a listener rule. */
  ENDPOINT_NAME: 'ENDPOINT_NAME',
  /** JSON of `EndpointNames`; absent unless gateways stand before SageMaker endpoints. */
  ENDPOINT_NAMES: 'ENDPOINT_NAMES',
  /** JSON of `Weighted` target groups: {"blue": arn, "green": arn}. */
  TARGET_GROUPS: 'TARGET_GROUPS',
  PRODUCTION_RULE_ARN: 'PRODUCTION_RULE_ARN',
  /** Absent unless the model declares a cohort. */
  COHORT_RULE_ARN: 'COHORT_RULE_ARN',
  /** http://host:port of the test listener. */
  TEST_ENDPOINT: 'TEST_ENDPOINT',
  /** JSON of `AlarmNames`. */
  ALARM_NAMES: 'ALARM_NAMES',
  /** JSON of `OwnAlarmNames`. */
  OWN_ALARM_NAMES: 'OWN_ALARM_NAMES',
  /** JSON of `EcsScaling`, or of `SageMakerScaling`; absent when SageMaker endpoints keep the count that is declared. */
  SCALING: 'SCALING',
  /** JSON of `ReleasePlan`, the declared plan of the model. */
  PLAN: 'PLAN',
  /** JSON of `ChangeFreezeSpec`; absent when nothing has to allow the start of a release. */
  CHANGE_FREEZE: 'CHANGE_FREEZE',
  /** Name of the SSM parameter that the gateways read, for a function that tells them something. */
  GATEWAY_SETTINGS_PARAMETER: 'GATEWAY_SETTINGS_PARAMETER',
  /** Bucket that checks keep their results in, and what they work with meanwhile. */
  EVIDENCE_BUCKET: 'EVIDENCE_BUCKET',
  /** `true` where gateways protect callers from a new version, and so count failures that nobody else sees. */
  PROTECT_CALLERS: 'PROTECT_CALLERS',
  /** `true` where gateways measure the environments, for the judge. */
  GATEWAY_METRICS: 'GATEWAY_METRICS',
  /** JSON of `BedrockJudgeSpec`. */
  BEDROCK_JUDGE: 'BEDROCK_JUDGE',
  /** JSON of `QualitySpec`. */
  QUALITY: 'QUALITY',
  /** Table of predictions and their labels. */
  QUALITY_TABLE: 'QUALITY_TABLE',
} as const;

/** Value of `Env.TARGET_GROUPS`. */
export interface TargetGroupArns {
  readonly blue: string;
  readonly green: string;
}

/** Value of `Env.ENDPOINT_NAMES`: the SageMaker endpoint of each environment. */
export interface EndpointNames {
  readonly blue: string;
  readonly green: string;
}

/**
 * Value of `Env.OWN_ALARM_NAMES`: our alarms, prediction quality included, by the environment that each watches. Those that the user
 * added are not in it: they have the traffic function as their action, which therefore can't refer to them.
 */
export interface OwnAlarmNames {
  readonly blue: readonly string[];
  readonly green: readonly string[];
}

/** Value of `Env.ALARM_NAMES`: our alarms by environment, and the user's, which watch the model as a whole. */
export interface AlarmNames {
  readonly blue: readonly string[];
  readonly green: readonly string[];
  readonly added: readonly string[];
  /**
   * Those of prediction quality. One of the live side does not refuse a release: a better version is what helps against it. Left out:
   * none.
   */
  readonly quality?: { readonly blue: readonly string[]; readonly green: readonly string[] };
}

/** Value of `Env.SCALING`: the capacity limits that a release registers for the live environment. */
export interface EcsScaling {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  /** Target CPU utilisation in percent; undefined means no CPU policy. */
  readonly targetCpuPercent?: number;
  /** Target requests per target and minute; undefined means no such policy. */
  readonly requestsPerTargetPerMinute?: number;
  /** `app/<lb>/<id>/targetgroup/<tg>/<id>` by environment, for the request policy. */
  readonly resourceLabels?: { readonly blue: string; readonly green: string };
}

/** Value of `Env.SCALING` with SageMaker: the limits that a release registers for the live endpoint's variant. */
export interface SageMakerScaling {
  /** Instances. */
  readonly minCapacity: number;
  readonly maxCapacity: number;
  /** SageMaker scales the instances itself: a release only asks how many there are. */
  readonly managed?: boolean;
  /** Target invocations per instance and minute; undefined means no policy. */
  readonly invocationsPerInstancePerMinute?: number;
}
