import { AwsError, EmulatedService, Operation } from '../service';
import { calendarArn, Calendars } from './calendars';
import { parameterArn, ParameterRecord, Parameters } from './parameters';

/** Members whose effect is not emulated: a request that uses one is refused, never half answered. */
const NOT_EMULATED = ['AllowedPattern', 'KeyId', 'Policies'];

/** The `ssm` service: plain text parameters, in which a deployed model says where its resources are. */
export function ssmService(
  parameters: Parameters = new Parameters(),
  calendars: Calendars = new Calendars(),
): EmulatedService {
  return {
    signingName: 'ssm',
    protocol: 'json-1.1',
    targetPrefix: 'AmazonSSM',
    operations: {
      GetParameter: operation('GetParameter', ['Name'], (input, { region, accountId }) => {
        const record = parameters.get(input.Name);
        return { Parameter: describe(record, parameterArn(record.name, { region, accountId })) };
      }),
      PutParameter: operation('PutParameter', ['Name', 'Value'], (input, context) => ({
        Version: parameters.put(input, context).version,
        Tier: 'Standard',
      })),
      GetCalendarState: {
        required: ['CalendarNames'],
        authorize: ({ CalendarNames: names }, context) =>
          (names as string[]).map((name) => ({ action: 'ssm:GetCalendarState', resource: calendarArn(name, context) })),
        handle: (input, { clock }) => {
          if (input.AtTime !== undefined) throw new AwsError('NotImplemented', 'AtTime is not emulated', 501);
          const AtTime = new Date(clock.now()).toISOString();
          return { State: calendars.stateOf(input.CalendarNames as string[]), AtTime };
        },
      },
      DeleteParameter: operation('DeleteParameter', ['Name'], (input) => {
        parameters.delete(input.Name);
        return {};
      }),
    },
  };
}

function operation(name: string, required: readonly string[], handle: Operation['handle']): Operation {
  return {
    required,
    authorize: (input, context) => [{ action: `ssm:${name}`, resource: parameterArn(input.Name, context) }],
    handle: (input, context) => {
      const unknown = NOT_EMULATED.find((member) => input[member] !== undefined);
      if (unknown !== undefined) throw new AwsError('NotImplemented', `${unknown} of ${name} is not emulated`, 501);
      return handle(input, context);
    },
  };
}

function describe({ name, type, value, version, modifiedAt }: ParameterRecord, arn: string): Record<string, unknown> {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: modifiedAt,
    ARN: arn,
    DataType: 'text',
  };
}
