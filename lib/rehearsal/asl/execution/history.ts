import { runtimeFailure } from '../failure';
import { Json } from '../json';

/** An event as GetExecutionHistory lists it. */
export interface HistoryEvent {
  /** 1 for the first. */
  readonly id: number;
  /** Virtual milliseconds since 1970. */
  readonly timestamp: number;
  /** For example `TaskStateEntered`. */
  readonly type: string;
  readonly name?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

export type HistoryDetails = Omit<HistoryEvent, 'id' | 'timestamp' | 'type'>;

/** Events that one execution may have (developer guide, "Service quotas": hard quota). */
export const MOST_HISTORY_EVENTS = 25_000;

export class History {
  private readonly recorded: HistoryEvent[] = [];

  constructor(private readonly now: () => number) {}

  get events(): readonly HistoryEvent[] {
    return this.recorded;
  }

  /**
   * Returns the event's id. The last place is kept for the event that ends the execution.
   * @throws StateFailure States.Runtime when the execution has no event left
   */
  record(type: string, details: HistoryDetails = {}): number {
    if (this.recorded.length >= MOST_HISTORY_EVENTS - 1) {
      throw runtimeFailure(`the execution reached the maximum number of history events (${MOST_HISTORY_EVENTS})`);
    }
    return this.append(type, details);
  }

  /** Records the event that ends the execution. */
  end(type: string, details: HistoryDetails = {}): void {
    this.append(type, details);
  }

  private append(type: string, details: HistoryDetails): number {
    const id = this.recorded.length + 1;
    this.recorded.push({ id, timestamp: this.now(), type, ...details });
    return id;
  }
}
