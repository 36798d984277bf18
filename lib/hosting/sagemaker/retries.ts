import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorName } from '../../contract/index';

/**
 * An endpoint that is changing or disappearing can't take another version yet, and one that is being removed is gone minutes
 * later: 130 × 30 s = 65 min outlast both. Before that the handler itself says that the time to provision is over.
 */
export const BUSY_RETRY: sfn.RetryProps = {
  errors: [ErrorName.ENVIRONMENT_BUSY],
  interval: Duration.seconds(30),
  backoffRate: 1,
  maxAttempts: 130,
};
