import { AwsError, CallContext } from '../../service';
import { AlarmState } from './alarm';

/** Members that both kinds of alarms are put with. */
export interface CommonInput {
  readonly AlarmName?: string;
  readonly AlarmDescription?: string;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
}

/** Actions that an alarm can have here; CloudWatch knows more (EC2, Auto Scaling, Systems Manager), the emulator does not. */
const ACTION = /^arn:[^:]+:(lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?|sns:[^:]+:\d{12}:[^:]+)$/;

/** Five actions for each state (PutMetricAlarm). */
const MAX_ACTIONS = 5;

export function alarmArn(name: string, { region, accountId }: Pick<CallContext, 'region' | 'accountId'>): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** Name, description and actions, checked. */
export function commonDefinition(input: CommonInput, context: CallContext) {
  const name = input.AlarmName ?? '';
  if (!/^[\x20-\x7e]{1,255}$/.test(name)) {
    throw new AwsError('ValidationError', `AlarmName must have 1 to 255 ASCII characters, got '${name}'`);
  }
  const actions: Record<AlarmState, readonly string[]> = {
    ALARM: checkActions('AlarmActions', input.AlarmActions),
    OK: checkActions('OKActions', input.OKActions),
    INSUFFICIENT_DATA: checkActions('InsufficientDataActions', input.InsufficientDataActions),
  };
  return { name, arn: alarmArn(name, context), description: input.AlarmDescription, actions };
}

function checkActions(member: string, actions: readonly string[] = []): readonly string[] {
  if (actions.length > MAX_ACTIONS) {
    throw new AwsError('ValidationError', `${member} has ${MAX_ACTIONS} actions at most, got ${actions.length}`);
  }
  for (const action of actions) {
    if (!ACTION.test(action)) {
      throw new AwsError('NotImplemented', `${member}: only functions and topics are emulated, got ${action}`, 501);
    }
  }
  return actions;
}

/** Throws when a member is set that would change what the alarm does and isn't emulated. */
export function refuseMembers(input: object, members: readonly string[]): void {
  for (const member of members) {
    if ((input as Record<string, unknown>)[member] !== undefined) {
      throw new AwsError('NotImplemented', `${member} is not emulated`, 501);
    }
  }
}
