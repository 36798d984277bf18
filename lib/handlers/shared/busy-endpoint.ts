import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { ReleaseError } from './errors';
import { assertInTime } from './provision-deadline';
import { isBusy } from './sagemaker-errors';

/** A release that brings its version into something, which must be free for that. */
export interface Filling {
  readonly release: ActiveRelease;
  /** What must be free, as the error names it. */
  readonly what: string;
  readonly now: () => Date;
}

/** Says that it is to be tried again, unless the time to provision is over: then that it has failed. */
export function busy({ release, what, now }: Filling, waitingFor: string): ReleaseError {
  assertInTime(release, { now: now() }, waitingFor, 'look at the endpoint in SageMaker');
  return new ReleaseError(
    ErrorName.ENVIRONMENT_BUSY,
    `${what} must be free to take version "${release.version}", got: ${waitingFor}; try again`,
  );
}

/** Between the look and the call somebody else, or an earlier try that was thought dead, began a change. */
export async function unlessBusy(filling: Filling, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (isBusy(error)) throw busy(filling, 'the endpoint began to change just now');
    throw error;
  }
}
