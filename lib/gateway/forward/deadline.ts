import { IncomingMessage } from 'node:http';
import { DEADLINE_HEADER } from '../../contract/gateway';

/** Longest deadline that a timer can hold: 2^31 - 1 milliseconds. */
const LONGEST_MS = 2_147_483_647;

/** Milliseconds that the caller still waits, by its header; undefined when it says nothing that makes sense. */
export function callersDeadline(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return undefined;
  return Math.min(Number(header), LONGEST_MS);
}

/** Until when a caller waits for the end of its answer: for ever, when it says nothing. */
export class Deadline {
  private readonly at: number | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  /**
   * @param now steady milliseconds
   * @param passed called when it passes, unless it was cleared
   */
  constructor(
    { headers }: IncomingMessage,
    private readonly now: () => number,
    passed: () => void,
  ) {
    const inMs = callersDeadline(headers[DEADLINE_HEADER]);
    if (inMs === undefined) return;
    this.at = now() + inMs;
    this.timer = setTimeout(passed, inMs);
  }

  /** The headers of a request, with what is left as one of them. */
  addedTo(headers: readonly string[]): readonly string[] {
    const { leftMs } = this;
    return leftMs === undefined ? headers : [...headers, DEADLINE_HEADER, String(leftMs)];
  }

  /** Whole milliseconds; undefined without a deadline. */
  private get leftMs(): number | undefined {
    return this.at === undefined ? undefined : Math.max(0, Math.ceil(this.at - this.now()));
  }

  /** Whether there is no time for anything else: timers may be a millisecond early. */
  get isNear(): boolean {
    return this.leftMs !== undefined && this.leftMs < 2;
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
