/** Why something could not be read at a look. */
export interface UnreadReason {
  readonly reason: string;
  /** A metric in it that never had a value, although others show that there was something to count. */
  readonly neverHadData?: string;
}

/** What could not be read at a look, by the names of guardrails and thresholds. Its minutes are left for the next look. */
export type Unread = Readonly<Record<string, UnreadReason>>;

/** All of it in a sentence. */
export function unreadInWords(unread: Unread): string {
  return Object.entries(unread)
    .map(([name, { reason }]) => `${name}: ${reason}`)
    .join('; ');
}
