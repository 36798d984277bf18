/** Seconds, from the fastest case to the slowest that is planned with. */
export interface SecondsRange {
  readonly from: number;
  readonly to: number;
}

/** Who measures what an alarm looks at: that says how late its data is. */
export type AlarmWitness = 'gateway' | 'probe' | 'load-balancer' | 'endpoint' | 'judge' | 'labels' | 'other';

/** One rollback alarm of an environment, as far as it says how soon it fires. */
export interface AlarmTiming {
  /** Name without model and environment: `fast-errors`. */
  readonly signal: string;
  readonly witness: AlarmWitness;
  readonly periodSeconds: number;
  /** Bad periods that it needs. */
  readonly datapointsToAlarm: number;
}

/** What decides how soon a fault of a new version is found, and its traffic is back. */
export interface DetectionSettings {
  readonly alarms: readonly AlarmTiming[];
  /** Alarms of the user's that can't call anybody: the looks read them. */
  readonly watchIntervalSeconds: number;
  /** What the switch is: a listener rule, or the weights of an endpoint's variants. */
  readonly switchedBy: 'rule' | 'variants';
  /** Seconds until the load balancer takes a task that does not answer for unhealthy; undefined without one. */
  readonly unhealthyAfterSeconds?: number;
  /** Present when a prober asks the new version for predictions. */
  readonly probe?: { readonly intervalSeconds: number; readonly timeoutSeconds: number };
  /** Present when labels tell of predictions: how long a prediction's label has time. */
  readonly labels?: { readonly delaySeconds: number };
  /** Present when a judge compares both versions: how late it reads a minute, and after how long it decides at the latest. */
  readonly judge?: { readonly lagSeconds: number; readonly maxSeconds: number };
  /** Whether gateways have the version before answer what the new one fails. */
  readonly protectsCallers: boolean;
}

/**
 * What lies between two steps of a rollback. Sources: `aws-facts` §7 and §4.1 of this package's design, where they stand with their
 * links; `documentation` is AWS' own, the rest is inferred or from memory, and to be proven in an account.
 */
export const Delay = {
  /** Alarms with periods below a minute are evaluated each 10 s (documentation: "High-resolution alarms"). */
  HIGH_RESOLUTION_EVALUATION: 10,
  /** From a gateway's line in the log to its metric (inference: 5 s until lines are sent, and up to as long until it can be read). */
  LOG_METRIC: { from: 5, to: 10 },
  /** From PutMetricData to the metric (memory: seconds sooner than by the log). */
  PUT_METRIC: { from: 1, to: 5 },
  /**
   * From the end of a minute to the evaluation that sees it (inference from field reports). No alarm of ours sees a later one: it
   * looks back two minutes beyond those that it needs.
   */
  SERVICE_METRIC: { from: 60, to: 120 },
  /** From the end of the time for labels to the metric: a minute for labels on their way, and up to one until the next run. */
  LABELS: { from: 60, to: 120 },
  /** From an alarm's state to the changed rule: its call of the traffic function, a write and a read-back (memory). */
  ACTION: { from: 1, to: 3 },
  /** From the start of a look to the changed rule, by two functions of the workflow (inference). */
  LOOK: { from: 2, to: 10 },
  /** "Rule updates do not take effect immediately" (documentation), and no number there: seconds (memory). */
  RULE: { from: 10, to: 15 },
  /** Until changed weights of variants are in service (memory). */
  VARIANT_WEIGHTS: { from: 60, to: 120 },
} as const;

/**
 * Share of a period that must be bad for it to count, for a fault of five times the alarm's limit or more: the period in which
 * such a fault begins is lost when less than a fifth of it is left.
 */
export const LOST_SHARE_OF_A_PERIOD = 1 / 5;

export function sum(...ranges: readonly (SecondsRange | number)[]): SecondsRange {
  return ranges
    .map((range) => (typeof range === 'number' ? { from: range, to: range } : range))
    .reduce((all, each) => ({ from: all.from + each.from, to: all.to + each.to }), { from: 0, to: 0 });
}
