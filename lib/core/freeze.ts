/** What a change calendar says, or why it could not be asked. */
export type CalendarReading =
  | { readonly name: string; readonly state: 'OPEN' | 'CLOSED'; readonly nextTransitionAt?: string }
  | { readonly name: string; readonly problem: string };

/** What the stop parameter says, or why it could not be read. */
export type StopReading =
  { readonly name: string; readonly value: string } | { readonly name: string; readonly problem: string };

/** Value of the stop parameter that lets releases start; anything else is why they may not. */
export const NOT_STOPPED = 'off';

/** Why no release may start now; empty when it may. What could not be asked speaks against it. */
export function freezeReasons(calendars: readonly CalendarReading[], stop: StopReading | undefined): readonly string[] {
  return [...calendars.flatMap(reasonOfCalendar), ...(stop === undefined ? [] : reasonOfStop(stop))];
}

function reasonOfCalendar(reading: CalendarReading): string[] {
  if ('problem' in reading) return [`change calendar ${reading.name} can't be asked (${reading.problem})`];
  if (reading.state === 'OPEN') return [];
  const until = reading.nextTransitionAt === undefined ? '' : `, next change at ${reading.nextTransitionAt}`;
  return [`change calendar ${reading.name} is CLOSED${until}`];
}

function reasonOfStop(reading: StopReading): string[] {
  if ('problem' in reading) return [`parameter ${reading.name} can't be read (${reading.problem})`];
  if (reading.value.trim().toLowerCase() === NOT_STOPPED) return [];
  return [`parameter ${reading.name} stops all releases: ${reading.value.trim()}`];
}
