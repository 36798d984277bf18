/** A point in time in epoch seconds, or what is wrong with the value. */
export type Time = { readonly seconds: number } | { readonly problem: string };

/** Epoch seconds have ten digits from 2001 to 2286, milliseconds thirteen. */
const SECONDS = /^\d{10}(\.\d+)?$/;
const MILLISECONDS = /^\d{13}$/;

/** Date, minutes, and perhaps seconds, fractions and an offset. A space instead of the T is what spreadsheets write. */
const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?( ?UTC|Z|[+-]\d{2}:?\d{2})?$/;

/** Reads ISO 8601, which is UTC without an offset, epoch seconds and epoch milliseconds. */
export function readTime(value: unknown, shownValue: string): Time {
  const text = String(value).trim();
  if (MILLISECONDS.test(text)) return { seconds: Number(text) / 1000 };
  if (SECONDS.test(text)) return { seconds: Number(text) };
  const seconds = isoSeconds(text);
  if (seconds !== undefined) return { seconds };
  return {
    problem: `the time must be ISO 8601 (2026-01-05T09:44:00Z) or epoch seconds or milliseconds, got ${shownValue}; export it as one of them`,
  };
}

function isoSeconds(text: string): number | undefined {
  const [, date, minutes, seconds = ':00', , offset = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return undefined;
  const time = Date.parse(`${date}T${minutes}${seconds}${offset.endsWith('UTC') ? 'Z' : withColon(offset)}`);
  return Number.isNaN(time) ? undefined : time / 1000;
}

/** Date.parse takes February 30 for a day in March. */
function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** `+0000` as `+00:00`. */
function withColon(offset: string): string {
  return offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
}
