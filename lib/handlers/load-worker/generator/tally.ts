import { LoadCounts } from '../../../contract/load';
import { LATE_MS } from '../../../core/load/counts';
import { LoadHistogram } from '../../../core/load/histogram';

/** Counts what one worker's requests came to. */
export class Tally {
  private due = 0;
  private sent = 0;
  private ok = 0;
  private dropped = 0;
  private lateStarts = 0;
  private worstLateMs = 0;
  private readonly errors = new Map<string, number>();
  private readonly response = new LoadHistogram();
  private readonly service = new LoadHistogram();

  countSent(lateMs: number): void {
    this.due += 1;
    this.sent += 1;
    if (lateMs > LATE_MS) this.lateStarts += 1;
    this.worstLateMs = Math.max(this.worstLateMs, Math.ceil(lateMs));
  }

  countDropped(requests = 1): void {
    this.due += requests;
    this.dropped += requests;
  }

  /**
   * Failed requests have their times among the others: what took them out would make a model look faster by its timeouts.
   *
   * @param error class of what went wrong; undefined when the answer was good
   */
  countEnded(responseMs: number, serviceMs: number, error: string | undefined): void {
    if (error === undefined) this.ok += 1;
    else this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    this.response.add(responseMs);
    this.service.add(serviceMs);
  }

  counts(): LoadCounts {
    const { due, sent, ok, dropped, lateStarts, worstLateMs } = this;
    const errors = Object.fromEntries([...this.errors].sort(([one], [other]) => (one < other ? -1 : 1)));
    return {
      due,
      sent,
      ok,
      errors,
      dropped,
      lateStarts,
      worstLateMs,
      response: this.response.toJSON(),
      service: this.service.toJSON(),
    };
  }
}
