import * as ssm from 'aws-cdk-lib/aws-ssm';

/** When no release may start. Running ones are not touched, and rolling back is always allowed. */
export interface ChangeFreeze {
  /**
   * Names or ARNs of AWS Systems Manager change calendars, 10 at most. A release is refused while one of them is CLOSED, or can't be
   * asked.
   *
   * @default - none
   */
  readonly calendars?: string[];

  /**
   * Parameter that stops the releases of every model that names it: `off` lets them start, any other value is why they may not, and
   * is told to whoever tries. Declare it once with the value `off`, and write it at run time
   * (`aws ssm put-parameter --overwrite`): a deploy that does not change the declared value leaves what was written. A release is refused when it can't be read.
   *
   * @default - none
   */
  readonly stopParameter?: ssm.IStringParameter;
}
