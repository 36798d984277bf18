import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec } from '../../contract/index';

/** True of a return: a version that was live comes back, and the checks that it passed then are left out. */
export const BRINGS_BACK = sfn.Condition.booleanEquals('$.release.isReturn', true);

/** Checks that a return leaves out: all that judge a version. A cold one would be slow for its first callers, whatever it is worth. */
export function checksOfReleasesOnly(checks: readonly CheckSpec[]): readonly CheckSpec[] {
  return checks.filter(({ kind }) => kind !== 'warm-up');
}
