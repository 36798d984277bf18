import { GetCalendarStateCommand, GetParameterCommand } from '@aws-sdk/client-ssm';
import { CalendarReading, freezeReasons, StopReading } from '../../core/freeze';
import { messageOf, nameOf } from '../shared/errors';
import { ParameterStore } from '../shared/gateway-settings';
import { ReleaseContext } from './context';

/** Why no release may start now, by the calendars and the stop parameter that the model declares; empty when it may. */
export async function frozenBecause(context: ReleaseContext): Promise<readonly string[]> {
  const { calendars, stopParameter } = context.changeFreeze();
  const { ssm } = context;
  return freezeReasons(
    await Promise.all(calendars.map((name) => askCalendar(ssm, name))),
    stopParameter === undefined ? undefined : await readStop(ssm, stopParameter),
  );
}

/** One by one: asked together, the call says CLOSED without saying which of them is. */
async function askCalendar(ssm: ParameterStore, name: string): Promise<CalendarReading> {
  try {
    const { State, NextTransitionTime } = await ssm.send(new GetCalendarStateCommand({ CalendarNames: [name] }));
    const next = NextTransitionTime === undefined ? {} : { nextTransitionAt: NextTransitionTime };
    return State === 'OPEN' || State === 'CLOSED'
      ? { name, state: State, ...next }
      : { name, problem: `it says ${State ?? 'nothing'}` };
  } catch (error) {
    return { name, problem: problemOf(error) };
  }
}

async function readStop(ssm: ParameterStore, name: string): Promise<StopReading> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return { name, value: Parameter?.Value ?? '' };
  } catch (error) {
    return { name, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): string {
  return `${nameOf(error)}: ${messageOf(error)}`;
}
