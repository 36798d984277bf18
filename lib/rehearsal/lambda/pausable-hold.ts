import { Clock } from '../clock';

/** A hold on the clock that lets go for pauses, until the last of those that run side by side is over. */
export class PausableHold {
  private release: () => void;
  private pauses = 0;
  private ended = false;

  constructor(private readonly clock: Clock) {
    this.release = clock.hold();
  }

  /** Lets virtual time pass, and holds the clock again at the very moment at which the pause is over. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.at(this.clock.now() + ms, () => {
        this.pauses--;
        if (this.pauses === 0 && !this.ended) this.release = this.clock.hold();
        resolve();
      });
      this.pauses++;
      this.release();
    });
  }

  end(): void {
    this.ended = true;
    this.release();
  }
}
