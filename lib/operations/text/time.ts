const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Shorter than this, clocks of two machines may disagree. */
const JUST_NOW = 2;

/** A time without its fractions of a second: `2026-01-01T00:00:00Z`. */
export function isoSeconds(time: string | Date): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** How long ago a time was, in its largest unit: `12 min ago`. A time in the future (another clock's) is `just now`. */
export function ago(time: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(time)) / 1000;
  if (seconds < JUST_NOW) return 'just now';
  if (seconds < MINUTE) return `${Math.floor(seconds)} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} days ago`;
}

/** `2026-01-01T00:00:00Z (12 min ago)` */
export function withAge(time: string, now: Date): string {
  return `${isoSeconds(time)} (${ago(time, now)})`;
}
