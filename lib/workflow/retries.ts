import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorName, RULE_GONE_ERRORS, THROTTLE_ERRORS, TRANSIENT_LAMBDA_ERRORS } from '../contract/index';

/** What every task tries again before its error counts. Errors that are named nowhere here count at once. */
export const STANDARD_RETRIES: readonly sfn.RetryProps[] = [
  {
    // 2 + 4 + 8 + 16 + 30 + 30 = 90 s at most: a failed-over Lambda host is back by then.
    errors: [...TRANSIENT_LAMBDA_ERRORS],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 6,
    maxDelay: Duration.seconds(30),
    jitterStrategy: sfn.JitterType.FULL,
  },
  {
    // 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60 = 242 s at most: account-wide throttling takes minutes to pass.
    errors: [...THROTTLE_ERRORS],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 8,
    maxDelay: Duration.seconds(60),
    jitterStrategy: sfn.JitterType.FULL,
  },
  // The handler tried five times itself; whoever writes that often is done a few seconds later.
  { errors: [ErrorName.LEDGER_CONFLICT], interval: Duration.seconds(1), backoffRate: 2, maxAttempts: 5 },
  // 2 + 4 + 8 + 16 + 32 = 62 s: rule changes are effective within seconds (aws-facts 4.1).
  { errors: [ErrorName.WEIGHTS_NOT_APPLIED], interval: Duration.seconds(2), backoffRate: 2, maxAttempts: 5 },
  // CloudWatch says of an answer that it is not whole: 10 + 20 + 40 = 70 s.
  { errors: [ErrorName.INCOMPLETE_METRICS], interval: Duration.seconds(10), backoffRate: 2, maxAttempts: 3 },
  // A deploy moved the rule to another listener while the function ran: its next call knows the new one. 5 + 10 + 20 = 35 s.
  { errors: [...RULE_GONE_ERRORS], interval: Duration.seconds(5), backoffRate: 2, maxAttempts: 3 },
];

/**
 * The way back may not give up early: 5 + 7.5 + 11 + 17 + 25 + 38 + 57 + 13 × 60 = 941 s, a quarter of an hour, whatever the
 * error is. Meanwhile a stable side that had no healthy target can start some.
 */
export const ROLLBACK_RETRY: sfn.RetryProps = {
  errors: [sfn.Errors.ALL],
  interval: Duration.seconds(5),
  backoffRate: 1.5,
  maxAttempts: 20,
  maxDelay: Duration.seconds(60),
};

/** Clean-up costs money when it is left out, but hurts nobody meanwhile: 30 + 60 + 8 × 120 = 1050 s. */
export const CLEAN_UP_RETRY: sfn.RetryProps = {
  errors: [sfn.Errors.ALL],
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxAttempts: 10,
  maxDelay: Duration.seconds(120),
};

/**
 * Nobody else takes over while this fails, so it outlasts an outage: 30 + 60 + 118 × 120 = 14 250 s, four hours. An execution that
 * failed sooner would be followed by the next one, and so on for ever.
 */
export const ADOPT_RETRY: sfn.RetryProps = { ...CLEAN_UP_RETRY, maxAttempts: 120 };

/**
 * DescribeExecution "is eventually consistent" (API reference), and a recovery starts right after the death that it reads about:
 * 5 + 10 + 20 + 40 + 3 × 60 = 255 s. An execution that runs after that keeps its lock.
 */
export const STALE_READING_RETRY: sfn.RetryProps = {
  errors: [ErrorName.EXECUTION_STILL_RUNNING],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxAttempts: 7,
  maxDelay: Duration.seconds(60),
};

/** Errors that say that somebody decided against the release. */
export const ROLLBACK_FLAGS: readonly string[] = [ErrorName.RELEASE_ABORTED, ErrorName.RELEASE_ROLLED_BACK];

/** In front of a retry of every error: a decision does not go away by trying again. */
export const FLAGS_COUNT_AT_ONCE: sfn.RetryProps = { errors: [...ROLLBACK_FLAGS], maxAttempts: 0 };
