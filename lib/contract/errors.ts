/** Error names that handlers throw and the workflow matches in Retry and Catch. */
export const ErrorName = {
  /** The release may not start: nothing was touched, the lock is not held. */
  RELEASE_REFUSED: 'ReleaseRefused',
  /** An operator (or a stack rollback) asked to abort. */
  RELEASE_ABORTED: 'ReleaseAborted',
  /** An emergency rollback already moved traffic back: the workflow has to clean up. */
  RELEASE_ROLLED_BACK: 'ReleaseRolledBack',
  /** The ledger changed between read and write more often than the handler retries. */
  LEDGER_CONFLICT: 'LedgerConflict',
  /** Somebody has paused the release: no step is taken, and nothing promoted, until it is resumed. */
  RELEASE_PAUSED: 'ReleasePaused',
  /** The environment's healthy targets can't carry the weight that the step asks for, or could not in the time that they had. */
  NOT_ENOUGH_CAPACITY: 'NotEnoughCapacity',
  /** Step Functions does not say yet that an execution has ended whose end was announced: its answers are some seconds old. */
  EXECUTION_STILL_RUNNING: 'ExecutionStillRunning',
  /** The idle environment's rollout failed, or passed its deadline before the checks. */
  PROVISION_FAILED: 'ProvisionFailed',
  /** The environment is still changing and takes no other change meanwhile: try again later. */
  ENVIRONMENT_BUSY: 'EnvironmentBusy',
  /** Live weights are not what was just written. */
  WEIGHTS_NOT_APPLIED: 'WeightsNotApplied',
  /** CloudWatch did not tell all that it was asked for. */
  INCOMPLETE_METRICS: 'IncompleteMetrics',
  /** Neither side is healthy: traffic is held where it is. */
  NO_HEALTHY_SIDE: 'NoHealthySide',
  /** The payload breaks the contract; retrying can't help. */
  INVALID_INPUT: 'InvalidInput',
} as const;

/** Transient Lambda errors, retried with back-off before an error counts. */
export const TRANSIENT_LAMBDA_ERRORS: readonly string[] = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError', // the function's process died (killed, out of memory): it may have done part of its work
  'States.Timeout',
  'Sandbox.Timedout',
];

/** SDK error names that mean "try again later", as they appear when a handler rethrows them. */
export const THROTTLE_ERRORS: readonly string[] = [
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'InternalServerError',
  'InternalFailure',
  'ServerException',
  'TimeoutError',
  'ECONNRESET',
];

/** The listener rule does not exist, as the SDK and the wire name it. */
export const RULE_GONE_ERRORS: readonly string[] = ['RuleNotFoundException', 'RuleNotFound'];

export const LISTENER_GONE_ERRORS: readonly string[] = ['ListenerNotFoundException', 'ListenerNotFound'];
