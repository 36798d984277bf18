import { Duration } from 'aws-cdk-lib';

/**
 * When the rollback alarms of an environment fire. They look at each minute with enough requests; those that a gateway adds,
 * `fast-errors` and `fast-latency`, at each ten seconds with as many, and fire when two of five are bad. With SageMaker there is
 * `model-errors` besides, for each minute with as many invocations of the endpoint, and with `protectCallers` `gateway-errors`, for each
 * minute with as many requests.
 */
export interface RollbackAlarmThresholds {
  /**
   * Share of failed requests (HTTP 5xx and refused connections) above which the errors alarm fires, 0 to below 100 percent. The alarm
   * `unanswered` has the same threshold, for requests that the server took and never answered; it needs one more bad minute. So has
   * `fast-errors` and `gateway-errors`, for both, and `model-errors`, for the invocations of a SageMaker endpoint that were neither answered with 2xx nor
   * refused with 4xx; it needs one more bad minute too.
   *
   * @default 5
   */
  readonly errorRatePercent?: number;

  /**
   * 99th percentile of the answer time above which the alarm fires, `fast-latency` too; above 0.
   *
   * @default Duration.seconds(2)
   */
  readonly latencyP99?: Duration;

  /**
   * 90th percentile of the answer time above which the alarm fires; above 0.
   *
   * @default Duration.seconds(1)
   */
  readonly latencyP90?: Duration;

  /**
   * Unhealthy tasks above which the alarm fires while the environment takes traffic.
   *
   * @default 0
   */
  readonly unhealthyTargets?: number;

  /**
   * Requests that a minute needs before it counts: one failure of three requests says nothing.
   *
   * @default 20
   */
  readonly minimumRequests?: number;

  /**
   * Minutes that must be bad, 1 to `evaluationPeriods` - 1.
   *
   * @default 1
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that an alarm looks at, 2 to 60. More than `datapointsToAlarm`, because the newest minutes of load balancer metrics come
   * late and count as good until they are there.
   *
   * @default - `datapointsToAlarm` + 2
   */
  readonly evaluationPeriods?: number;
}
