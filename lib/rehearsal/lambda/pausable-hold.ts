import { Clock } from '../clock';

/** A hold on the clock that lets go for pauses. */
export class PausableHold {
  private release: () => void;
  private ended = false;

  constructor(private readonly clock: Clock) {
    this.release = clock.hold();
  }

  /** Lets virtual time pass, and holds the clock again at the very moment at which the pause is over. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.at(this.clock.now() + ms, () => {
        if (!this.ended) this.release = this.clock.hold();
        resolve();
      });
      this.release();
      this.release = () => undefined;
    });
  }

  end(): void {
    this.ended = true;
    this.release();
  }
}
