import { Clock } from '../../clock';
import { FunctionErrorPayload } from '../../lambda/messages';
import { FunctionRuntime } from './function-runtime';
import { DEFAULT_EVENT_INVOKE_CONFIG, Functions } from './functions';

/** An event that Lambda gave up on. */
export interface DroppedEvent {
  readonly functionName: string;
  readonly payload: string;
  /** Virtual time. */
  readonly at: number;
  readonly error: FunctionErrorPayload;
}

/** Waits before the second and the third attempt after a function error (developer guide, "Asynchronous invocation"). */
const RETRY_WAITS_MS = [60_000, 120_000];
/** Throttled events come back after 1 s at first, then exponentially later, up to 5 min (same source). */
const THROTTLE_WAIT_MS = { first: 1_000, longest: 300_000 } as const;

/** Lambda's queue of events: delivers each on the clock, with Lambda's retries. */
export class AsyncInvocations {
  private readonly dropped: DroppedEvent[] = [];
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly clock: Clock,
    private readonly functions: Functions,
    private readonly runtime: FunctionRuntime,
  ) {}

  /** Events that failed for good. */
  get failures(): readonly DroppedEvent[] {
    return this.dropped;
  }

  /** Accepts an event. Its first attempt begins before this returns. */
  accept(functionName: string, payload: string): void {
    const delivery = this.deliver(functionName, payload).catch((error: unknown) =>
      // The clock was stopped in a wait, or the runtime itself failed.
      this.drop(functionName, payload, { errorType: 'Rehearsal.NotDelivered', errorMessage: String(error) }),
    );
    this.pending.add(delivery);
    void delivery.then(() => this.pending.delete(delivery));
  }

  /** Resolves when no event is under way. */
  async idle(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending);
  }

  private async deliver(functionName: string, payload: string): Promise<void> {
    const acceptedAt = this.clock.now();
    for (let attempt = 0; ; attempt++) {
      const error = await this.attempt(functionName, payload, acceptedAt);
      if (error === undefined) return;
      const wait = RETRY_WAITS_MS[attempt];
      const retries = this.configOf(functionName).maximumRetryAttempts;
      if (wait === undefined || attempt >= retries || this.tooOld(functionName, acceptedAt, wait)) {
        this.drop(functionName, payload, error);
        return;
      }
      await this.clock.sleep(wait);
    }
  }

  /** One attempt, repeated while the function is throttled. Answers the error, if there was one. */
  private async attempt(
    functionName: string,
    payload: string,
    acceptedAt: number,
  ): Promise<FunctionErrorPayload | undefined> {
    for (let wait: number = THROTTLE_WAIT_MS.first; ; wait = Math.min(wait * 2, THROTTLE_WAIT_MS.longest)) {
      const target = this.functions.find(functionName);
      if (target === undefined)
        return { errorType: 'ResourceNotFoundException', errorMessage: `${functionName} is gone` };
      try {
        const outcome = await this.runtime.invoke(target.configuration, payload);
        return outcome.ok ? undefined : outcome.error;
      } catch (error) {
        if (!isThrottle(error)) throw error;
        if (this.tooOld(functionName, acceptedAt, wait)) return { errorType: error.name, errorMessage: error.message };
      }
      await this.clock.sleep(wait);
    }
  }

  private configOf(functionName: string) {
    return this.functions.find(functionName)?.eventInvokeConfig ?? DEFAULT_EVENT_INVOKE_CONFIG;
  }

  private tooOld(functionName: string, acceptedAt: number, wait: number): boolean {
    return this.clock.now() + wait - acceptedAt > this.configOf(functionName).maximumEventAgeSeconds * 1000;
  }

  private drop(functionName: string, payload: string, error: FunctionErrorPayload): void {
    this.dropped.push({ functionName, payload, at: this.clock.now(), error });
  }
}

function isThrottle(error: unknown): error is Error {
  return error instanceof Error && error.name === 'TooManyRequestsException';
}
