import { CountedOutcome } from './messages';

/** Real milliseconds after which outcomes are handed on: few messages, and little delay on a fast clock. */
const PAUSE_MS = 20;

/** Collects outcomes, and hands them on together. */
export class OutcomeBatches {
  private outcomes: CountedOutcome[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly handOn: (outcomes: readonly CountedOutcome[]) => void) {}

  add(...outcome: CountedOutcome): void {
    this.outcomes.push(outcome);
    this.timer ??= setTimeout(() => this.flush(), PAUSE_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.outcomes.length > 0) this.handOn(this.outcomes);
    this.outcomes = [];
  }
}
