/** How long the head of an answer is waited for once all of the request was sent. */
export class Patience {
  private timer: NodeJS.Timeout | undefined;
  private since = Infinity;

  /** @param now steady milliseconds */
  constructor(
    private readonly limitMs: number,
    private readonly now: () => number,
    private readonly onOver: () => void,
  ) {}

  /**
   * Whether half of it is over. Load balancers and callers give up on a model that hangs too, and when they do before `limitMs` nothing
   * else would ever tell: who leaves so late is taken to leave because of the model. Who leaves sooner, or while uploading, may have
   * reasons of its own.
   */
  get isHalfOver(): boolean {
    return this.now() - this.since >= this.limitMs / 2;
  }

  /** A second try has what is left of the first one's. */
  begin(): void {
    if (this.timer !== undefined) return;
    this.since = this.now();
    this.timer = setTimeout(this.onOver, this.limitMs);
  }

  /** Nothing is waited for any more; whoever is asked next has all of it. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
