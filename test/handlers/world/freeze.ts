import { awsError, Operations } from './calls';

/** Change calendars, and the parameter that stops all releases. */
export class FakeFreeze {
  /** States by name; others can't be asked. */
  readonly calendars: Record<string, string> = {};
  /** Value of parameter `/models/stop`; undefined: there is none. */
  stop: string | undefined;

  operations({ parameterOperations }: { readonly parameterOperations: Operations }): Operations {
    return {
      GetCalendarState: ({ CalendarNames: [name] }) => {
        if (!(name in this.calendars)) throw awsError('InvalidDocument');
        return { State: this.calendars[name], NextTransitionTime: '2026-01-02T00:00:00Z' };
      },
      GetParameter: (input) => {
        if (input.Name !== '/models/stop') return parameterOperations.GetParameter(input);
        if (this.stop === undefined) throw awsError('ParameterNotFound');
        return { Parameter: { Value: this.stop } };
      },
    };
  }
}
