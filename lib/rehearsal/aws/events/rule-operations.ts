import { AuthorizationRequest, AwsError, CallContext, Operation } from '../service';
import { Bus } from './bus';
import { targetKind } from './delivery';
import { parsePattern } from './pattern-parser';
import { matchesPattern } from './pattern';
import { RuleTarget } from './rules';
import { rateMs } from './schedules';
import { checkTargetInput } from './target-input';

/** Members of a target that are read, kept or harmless here; any other is refused. */
const TARGET_MEMBERS = ['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'RetryPolicy'];

function ruleArn(name: string, { region, accountId }: CallContext): string {
  return `arn:aws:events:${region}:${accountId}:rule/${name}`;
}

function onRule(action: string, member: 'Name' | 'Rule'): Operation['authorize'] {
  return (input, context) => [{ action: `events:${action}`, resource: ruleArn(input[member], context) }];
}

export function ruleOperations(bus: Bus): Readonly<Record<string, Operation>> {
  const { rules } = bus;
  return {
    PutRule: {
      required: ['Name'],
      authorize: onRule('PutRule', 'Name'),
      handle: (input, context) => {
        requireDefaultBus(input);
        if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(input.Name)) throw invalid(`invalid rule name ${input.Name}`);
        const { Name: name, EventPattern: patternText, ScheduleExpression: scheduleExpression } = input;
        if (patternText === undefined && scheduleExpression === undefined) {
          throw invalid('EventPattern or ScheduleExpression is required');
        }
        if (scheduleExpression !== undefined) rateMs(scheduleExpression);
        const arn = ruleArn(name, context);
        const enabled = input.State !== 'DISABLED'; // tags change nothing here and are not kept
        const pattern = patternText === undefined ? {} : { patternText, pattern: parsePattern(patternText) };
        rules.put({ name, arn, enabled, scheduleExpression, ...pattern });
        bus.schedule(name);
        return { RuleArn: arn };
      },
    },
    DescribeRule: {
      required: ['Name'],
      authorize: onRule('DescribeRule', 'Name'),
      handle: (input) => {
        requireDefaultBus(input);
        const { name, arn, patternText, scheduleExpression, enabled } = rules.get(input.Name);
        const State = enabled ? 'ENABLED' : 'DISABLED';
        const triggers = { EventPattern: patternText, ScheduleExpression: scheduleExpression };
        return { Name: name, Arn: arn, ...triggers, State, EventBusName: 'default' };
      },
    },
    DeleteRule: {
      required: ['Name'],
      authorize: onRule('DeleteRule', 'Name'),
      handle: (input) => {
        requireDefaultBus(input);
        rules.delete(input.Name);
        bus.schedule(input.Name);
        return {};
      },
    },
    PutTargets: {
      required: ['Rule', 'Targets'],
      authorize: (input, context) => [
        ...onRule('PutTargets', 'Rule')(input, context),
        ...(input.Targets as readonly RuleTarget[]).flatMap(passRole),
      ],
      handle: (input) => {
        requireDefaultBus(input);
        for (const target of input.Targets) checkTarget(target);
        rules.putTargets(input.Rule, input.Targets);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    RemoveTargets: {
      required: ['Rule', 'Ids'],
      authorize: onRule('RemoveTargets', 'Rule'),
      handle: (input) => {
        requireDefaultBus(input);
        rules.removeTargets(input.Rule, input.Ids);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    ListTargetsByRule: {
      required: ['Rule'],
      authorize: onRule('ListTargetsByRule', 'Rule'),
      handle: (input) => {
        requireDefaultBus(input);
        return { Targets: [...rules.get(input.Rule).targets.values()] };
      },
    },
    TestEventPattern: {
      required: ['EventPattern', 'Event'],
      authorize: () => [{ action: 'events:TestEventPattern', resource: '*' }],
      handle: (input) => ({ Result: matchesPattern(parsePattern(input.EventPattern), JSON.parse(input.Event)) }),
    },
  };
}

function checkTarget(target: RuleTarget): void {
  refuse(
    target,
    Object.keys(target).filter((member) => !TARGET_MEMBERS.includes(member)),
  );
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(target.Id)) throw invalid(`invalid target id ${target.Id}`);
  const kind = targetKind(target.Arn);
  if (kind === undefined) throw new AwsError('NotImplemented', `targets like ${target.Arn} are not emulated`, 501);
  if (kind === 'states' && target.RoleArn === undefined) {
    throw invalid(`RoleArn is required for target ${target.Arn}`);
  }
  checkTargetInput(target);
}

function passRole({ RoleArn }: RuleTarget): readonly AuthorizationRequest[] {
  if (RoleArn === undefined) return [];
  return [{ action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'events.amazonaws.com' } }];
}

/** Rules and events of other buses are not emulated. The default bus may be named or given by its ARN. */
export function requireDefaultBus({ EventBusName }: { EventBusName?: string }): void {
  if (EventBusName === undefined || /(^|\/)default$/.test(EventBusName)) return;
  throw new AwsError('NotImplemented', `event bus ${EventBusName} is not emulated, only default is`, 501);
}

function refuse(input: object, members: readonly string[]): void {
  for (const member of members) {
    const value = (input as Record<string, unknown>)[member];
    if (value !== undefined) throw new AwsError('NotImplemented', `${member} is not emulated`, 501);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
