import { Duration } from 'aws-cdk-lib';
import { ApprovalSpec } from '../contract/index';
import { Problems, secondsOf } from '../private/validation';
import { ApprovalNeed, ApprovalProps } from './approval-check-props';
import { checkName } from './check-name';

const SEVEN_DAYS = Duration.days(7);

/** What the check function is told. Throws an error that names everything that is wrong. */
export function approvalSpec(props: ApprovalProps): ApprovalSpec {
  const problems = new Problems();
  const name = checkName(props.name ?? 'approval', problems);
  const timeout = props.timeout ?? Duration.hours(24);
  problems.duration('timeout', timeout, 60, SEVEN_DAYS.toSeconds());
  problems.throwIfAny(`approval "${name}"`);
  const when = props.need === ApprovalNeed.ROLL_FORWARD_ONLY ? ({ when: 'roll-forward-only' } as const) : {};
  return { kind: 'approval', name, timeoutSeconds: secondsOf(timeout), ...when };
}
