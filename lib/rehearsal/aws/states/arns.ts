import { AwsError, CallContext } from '../service';

type Place = Pick<CallContext, 'region' | 'accountId'>;

export function stateMachineArn(name: string, { region, accountId }: Place): string {
  return `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
}

export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Express executions have another kind of ARN, under which nothing is kept. */
export function expressExecutionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':express:')}:${name}:${name}`;
}

/** 1 to 80 characters, none of them special (Step Functions API reference, `name` of StartExecution). */
export function requireName(name: string): void {
  if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}
