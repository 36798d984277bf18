/** A point in time as callers have it; the core never reads a clock itself. */
export type Instant = string | Date;

export function toIso(now: Instant): string {
  return typeof now === 'string' ? now : now.toISOString();
}

/** Whole or fractional seconds from `since` to `now`; negative when `now` is earlier. */
export function secondsBetween(since: Instant, now: Instant): number {
  return (new Date(now).getTime() - new Date(since).getTime()) / 1000;
}
