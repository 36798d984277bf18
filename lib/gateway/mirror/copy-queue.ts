/** How many copies may be under way, and how many may wait. */
export interface QueueLimits {
  readonly maxInFlight: number;
  readonly maxQueued: number;
}

/**
 * Runs copies in their order, some at a time; the others wait, up to a limit. Nothing waits for a queue that is full: who
 * comes then is turned away.
 */
export class CopyQueue<T> {
  private readonly waiting: T[] = [];
  private running = 0;

  /** @param run starts one and settles when it is over; nobody is told of a failure */
  constructor(
    private readonly limits: QueueLimits,
    private readonly run: (item: T) => Promise<void>,
  ) {}

  get full(): boolean {
    return this.running >= this.limits.maxInFlight && this.waiting.length >= this.limits.maxQueued;
  }

  get length(): number {
    return this.waiting.length;
  }

  get inFlight(): number {
    return this.running;
  }

  /** Whether there was room. */
  offer(item: T): boolean {
    if (this.full) return false;
    this.waiting.push(item);
    this.runNext();
    return true;
  }

  /** Takes out everything that waits. */
  clear(): readonly T[] {
    return this.waiting.splice(0);
  }

  private runNext(): void {
    while (this.running < this.limits.maxInFlight && this.waiting.length > 0) {
      this.running += 1;
      const over = () => {
        this.running -= 1;
        this.runNext();
      };
      this.run(this.waiting.shift() as T).then(over, over);
    }
  }
}
