/** An action waiting for its virtual time. */
export interface Timer {
  /** Virtual milliseconds since 1970. */
  readonly due: number;
  readonly run: () => void;
}

/** Timers by due time; those due at the same time keep the order in which they were added. */
export class TimerQueue {
  private readonly timers: Timer[] = [];

  add(timer: Timer): void {
    this.timers.splice(this.firstDueAfter(timer.due), 0, timer);
  }

  remove(timer: Timer): void {
    const index = this.timers.indexOf(timer);
    if (index >= 0) this.timers.splice(index, 1);
  }

  peek(): Timer | undefined {
    return this.timers[0];
  }

  shift(): Timer | undefined {
    return this.timers.shift();
  }

  clear(): void {
    this.timers.length = 0;
  }

  /** Binary search: the index behind every timer that is due at or before `due`. */
  private firstDueAfter(due: number): number {
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timers[middle].due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
