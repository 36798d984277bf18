import { CallContext } from '../service';

/** State of a change calendar. */
export type CalendarState = 'OPEN' | 'CLOSED';

/**
 * Change calendars of the account. They are documents that a company keeps outside of a model's stack, so a rehearsal knows nothing of
 * them: each is open until somebody closes it.
 */
export class Calendars {
  private readonly closed = new Set<string>();

  /** @param name name or ARN, as the model declares it */
  set(name: string, state: CalendarState): void {
    if (state === 'CLOSED') this.closed.add(name);
    else this.closed.delete(name);
  }

  /** CLOSED when one of them is (API reference of GetCalendarState). */
  stateOf(names: readonly string[]): CalendarState {
    return names.some((name) => this.closed.has(name)) ? 'CLOSED' : 'OPEN';
  }
}

/** ARN of a calendar, which is a document. */
export function calendarArn(name: string, { region, accountId }: Pick<CallContext, 'region' | 'accountId'>): string {
  return name.startsWith('arn:') ? name : `arn:aws:ssm:${region}:${accountId}:document/${name}`;
}
