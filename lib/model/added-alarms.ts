import { Annotations, CustomResource, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { TrafficFunction } from '../private/functions/traffic-function';

/** The user's own alarms that roll a release back. */
export class AddedAlarms {
  private readonly alarms: cloudwatch.IAlarm[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly traffic: TrafficFunction,
    private readonly trigger: CustomResource,
  ) {}

  get names(): readonly string[] {
    return this.alarms.map(({ alarmName }) => alarmName);
  }

  add(alarm: cloudwatch.IAlarm): void {
    if (this.alarms.includes(alarm)) return;
    this.alarms.push(alarm);
    if (!isDeclared(alarm, this.scope)) {
      const name = Token.isUnresolved(alarm.alarmName) ? alarm.node.path : alarm.alarmName;
      Annotations.of(this.scope).addWarningV2(
        'cdk-model-bluegreen:foreignAlarm',
        `alarm ${name} is not of this stack: it is looked at once every watch interval, but can't call the traffic function at once; declare it in the model's stack`,
      );
      return;
    }
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.traffic.function.functionArn }) });
    this.traffic.admitAlarm(`AddedAlarm-${this.alarms.length}`, alarm.alarmArn);
    // A release must not start before the alarm exists: the watch takes a missing alarm for a firing one.
    this.trigger.node.addDependency(alarm);
  }
}

/** Only an alarm of this stack can call our function: with one of another stack, both stacks would depend on each other. */
function isDeclared(alarm: cloudwatch.IAlarm, scope: Construct): alarm is cloudwatch.AlarmBase {
  const isOwned = alarm instanceof cloudwatch.Alarm || alarm instanceof cloudwatch.CompositeAlarm;
  return isOwned && Stack.of(alarm) === Stack.of(scope);
}
