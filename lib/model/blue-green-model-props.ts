import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Analysis } from '../analysis/analysis';
import { Check } from '../checks/check';
import { ModelHosting } from '../hosting/model-hosting';
import { Probe } from '../monitoring/probe';
import { RollbackAlarmThresholds } from '../monitoring/rollback-alarm-thresholds';
import { Cohort } from '../traffic/cohort';
import { TrafficShift } from '../traffic/traffic-shift';
import { BakeMeasurement } from './bake-measurement';
import { ChangeFreeze } from './change-freeze-props';
import { ModelProtocol } from './model-protocol';
import { ModelVersion } from './model-version';
import { ReleaseWait } from './release-wait';

/** Settings of a model. */
export interface BlueGreenModelProps {
  /**
   * Name of the model, unique in account and region: 2 to 32 lower-case letters, digits and `-`, without the parts `-blue` and
   * `-green`. Services, task definition families, alarms and the state machine are named after it; changing it replaces them.
   */
  readonly modelName: string;

  /** What the two environments are made of. */
  readonly hosting: ModelHosting;

  /** The version that shall be live. Another one starts a release on deploy. */
  readonly version: ModelVersion;

  /**
   * Checks that a version has to pass before it gets traffic, after the built-in ones (parity of the environments, health). They
   * run in the order of what they cost, whatever the order of this list; golden sets and checks of your own run at the same time.
   *
   * @default - only the built-in checks
   */
  readonly checks?: Check[];

  /**
   * How traffic goes to a version that passed its checks: at once, or in steps that are watched. The steps' times count for the 50
   * minutes that a deploy waits for a promotion.
   *
   * @default TrafficShift.allAtOnce()
   */
  readonly traffic?: TrafficShift;

  /**
   * How the new version is compared with the live one while both have traffic. A first version has nothing to be compared with.
   *
   * @default - Analysis.judge() when the traffic goes over in steps, else Analysis.none()
   */
  readonly analysis?: Analysis;

  /**
   * Callers who reach a version that passed its checks before everybody else, by header or cookie; between releases they are where
   * all traffic is. Their requests count for the new version, so a cohort that differs from the other callers biases every comparison
   * of both versions. Not with `SageMakerRouting.variantWeights()`.
   *
   * @default - none: weights alone decide
   */
  readonly cohort?: Cohort;

  /**
   * How long a version is watched with all traffic (all but `holdback`) before it is promoted, 0 to 24 h.
   *
   * @default Duration.minutes(30)
   */
  readonly bakeTime?: Duration;

  /**
   * How much traffic the bake has to have seen before the version is promoted.
   *
   * @default - 3 minutes with `alarms.minimumRequests` requests or more; without them the traffic goes back
   */
  readonly bakeMeasurement?: BakeMeasurement;

  /**
   * How long `bluegreen pause` may hold a release in all, 0 to 24 h; then it goes back. 0 allows no pause, and so not
   * `OnInconclusive.PAUSE`. A deploy that waits for the promotion gives up after 50 minutes, and then its release is aborted: pause long
   * with `waitFor: ReleaseWait.START`.
   *
   * @default - 24 hours, or what the history of an execution (25,000 events) has room for with this `watchInterval`
   */
  readonly pauseTimeout?: Duration;

  /**
   * How long the version before stays warm after the promotion, `bakeTime` to 24 h. While it does, an alarm still rolls back
   * within seconds.
   *
   * @default - 60 minutes, or `bakeTime` when that is longer
   */
  readonly standbyTime?: Duration;

  /**
   * Time between two looks at a release, 1 s to 1 h, and not above a `bakeTime` other than 0.
   *
   * @default Duration.minutes(1)
   */
  readonly watchInterval?: Duration;

  /**
   * How long an environment may take to become ready, 1 s to 3 h.
   *
   * @default Duration.minutes(15)
   */
  readonly provisionTimeout?: Duration;

  /**
   * How long a failed version's tasks are kept (without traffic) for somebody to look at them, 0 to 7 days.
   *
   * @default Duration.seconds(30)
   */
  readonly failedEnvironmentRetention?: Duration;

  /**
   * How the model server is asked for its health and for predictions.
   *
   * @default - Open Inference Protocol version 2, with `modelName`
   */
  readonly protocol?: ModelProtocol;

  /**
   * When the rollback alarms fire.
   *
   * @default - 5 % errors, p99 of 2 s, p90 of 1 s, any unhealthy task; minutes with 20 requests or more
   */
  readonly alarms?: RollbackAlarmThresholds;

  /**
   * Asks the new version for predictions while it takes traffic, so that a fault is found sooner than by the alarms of minutes; for models
   * without a gateway and with nothing to compare: with a shift in steps or with a holdback it needs `Analysis.none()`.
   *
   * @default - no probes
   */
  readonly probe?: Probe;

  /**
   * Topic that the phases of a release are published to: preparing, provisioning, checking, shifting, baking, standby, and how it
   * ended (promoted, rolled-back or refused), each with reason and numbers. A topic with a customer managed key must admit
   * `cloudwatch.amazonaws.com` in the key's policy, and a topic with a policy of its own in that.
   *
   * @default - a new encrypted topic
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * Configuration paths that may differ between the environments, for example `cpu` or
   * `containers.model.environment.LOG_LEVEL`; a trailing `*` matches any rest. Use it for the release that changes them.
   *
   * @default - none but what the version declares
   */
  readonly allowedDifferences?: string[];

  /**
   * Address of the page that tells what to do when an alarm fires, 1 to 500 characters; it stands in every alarm's description.
   *
   * @default - none
   */
  readonly runbookUrl?: string;

  /**
   * How long the logs of functions, workflow and model are kept.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key that encrypts the ledger.
   *
   * @default - DynamoDB's AWS managed key
   */
  readonly ledgerEncryptionKey?: kms.IKey;

  /**
   * Bucket for results of checks that the ledger can't hold, below `evidence/<modelName>/`, and for what a check works with meanwhile, below
   * `work/<modelName>/`: shards of golden sets, which hold requests. Give it lifecycle rules for both. One with a key of yours must know
   * that (`encryptionKey`).
   *
   * @default - a private bucket when a check needs one; it keeps work for 7 days, evidence for a year, and outlives the stack
   */
  readonly evidenceBucket?: s3.IBucket;

  /**
   * What a deploy waits for.
   *
   * @default ReleaseWait.PROMOTION
   */
  readonly waitFor?: ReleaseWait;

  /**
   * Calendars and a stop parameter that have to allow the start of a release. `force` overrides them, and the override is recorded.
   *
   * @default - releases may always start
   */
  readonly changeFreeze?: ChangeFreeze;

  /**
   * Releases a version although it was rejected before, while alarms fire, or in a change freeze. The override is recorded. Take it out again after
   * that deploy.
   *
   * @default false
   */
  readonly force?: boolean;
}
