import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { ChangeFreezeSpec, Env } from '../contract/index';
import { ModelFunction } from '../private/model-function';
import { Problems } from '../private/validation';
import { ChangeFreeze } from './change-freeze-props';

const MAX_CALENDARS = 10;

/** Adds everything that is wrong with a freeze. */
export function validateFreeze({ calendars = [], stopParameter }: ChangeFreeze, problems: Problems): void {
  if (calendars.length === 0 && stopParameter === undefined) {
    problems.add('changeFreeze must have calendars or a stopParameter, got neither; leave it out');
  }
  if (calendars.length > MAX_CALENDARS) {
    problems.add(
      `changeFreeze.calendars must be ${MAX_CALENDARS} at most, got ${calendars.length}; merge some of them`,
    );
  }
  calendars.forEach((calendar, index) => {
    const rule = 'the name of a change calendar (3 to 128 letters, digits or _ - .) or its ARN';
    problems.text(`changeFreeze.calendars[${index}]`, calendar, /^(arn:.+:document\/.+|[A-Za-z0-9_\-.]{3,128})$/, rule);
  });
}

/** Lets a function ask the calendars and the parameter, and nothing else of Systems Manager. */
export function allowFreeze(fn: ModelFunction, { calendars = [], stopParameter }: ChangeFreeze): void {
  const spec: ChangeFreezeSpec = {
    calendars,
    ...(stopParameter === undefined ? {} : { stopParameter: stopParameter.parameterName }),
  };
  fn.env(Env.CHANGE_FREEZE, Stack.of(fn).toJsonString(spec));
  if (calendars.length > 0) {
    fn.allow(
      ['ssm:GetCalendarState'],
      calendars.map((calendar) => calendarArn(fn, calendar)),
    );
  }
  if (stopParameter !== undefined) fn.allow(['ssm:GetParameter'], [stopParameter.parameterArn]);
}

function calendarArn(fn: ModelFunction, calendar: string): string {
  if (!Token.isUnresolved(calendar) && calendar.startsWith('arn:')) return calendar;
  return Arn.format(
    { service: 'ssm', resource: 'document', resourceName: calendar, arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
    Stack.of(fn),
  );
}
