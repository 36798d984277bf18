import { Annotations, CustomResource, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmNames, EnvironmentName } from '../contract/index';
import { alarmArn } from '../private/arns';
import { TrafficFunction } from '../private/functions/traffic-function';

/** The user's own alarms that roll a release back. */
export class AddedAlarms {
  private readonly alarms: cloudwatch.IAlarm[] = [];
  private readonly quality: Record<EnvironmentName, string[]> = { blue: [], green: [] };

  constructor(
    private readonly scope: Construct,
    private readonly traffic: TrafficFunction,
    private readonly trigger: CustomResource,
  ) {}

  get names(): readonly string[] {
    return this.alarms.map(({ alarmName }) => alarmName);
  }

  /** Names of those of prediction quality; undefined when there are none. */
  get qualityNames(): AlarmNames['quality'] {
    return this.quality.blue.length + this.quality.green.length === 0 ? undefined : this.quality;
  }

  /** Adds an alarm of prediction quality, which counts for its environment alone: its name tells which. */
  addQuality(environment: EnvironmentName, alarmName: string, alarm: cloudwatch.Alarm): void {
    this.quality[environment].push(alarmName);
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: this.traffic.function.functionArn }) });
    // By the fixed name: the permission is there before the alarm can fire.
    this.traffic.admitAlarm(`Alarm-${alarmName}`, alarmArn(this.scope, alarmName));
    this.trigger.node.addDependency(alarm);
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
