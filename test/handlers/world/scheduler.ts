import { Gate } from './calls';

/** One invocation of a handler, as a process whose calls are let through one at a time. */
interface Waiting {
  readonly process: number;
  readonly proceed: () => void;
}

/** A process makes some calls in a row before another one gets its turn. */
export interface Burst {
  readonly process: number;
  readonly calls: number;
}

/**
 * Runs invocations against one world, one API call at a time, in the order that a list of bursts chooses: the same list
 * gives the same interleaving. A process may be killed after a number of its calls.
 */
export class Scheduler {
  private readonly waiting: Waiting[] = [];
  private readonly made: number[] = [];

  constructor(private readonly killAfter: Readonly<Record<number, number>> = {}) {}

  /** Starts an invocation. It makes its first call only when the scheduler runs. Errors of the workflow's kind are its result. */
  start(process: number, invoke: (gate: Gate) => Promise<unknown>): { result?: unknown; error?: Error } {
    const outcome: { result?: unknown; error?: Error } = {};
    this.made[process] = 0;
    void invoke(this.gate(process)).then(
      (result) => (outcome.result = result),
      (error: Error) => (outcome.error = error),
    );
    return outcome;
  }

  /**
   * Lets the bursts through in their order, then everything that is left, process by process. Answers how many calls each burst really
   * had: fewer than it may when its process had no more to make.
   */
  async run(bursts: readonly Burst[]): Promise<readonly number[]> {
    const counts: number[] = [];
    for (const { process, calls } of bursts) {
      let made = 0;
      while (made < calls && (await this.letThrough(process))) made++;
      counts.push(made);
    }
    while (await this.letThrough());
    return counts;
  }

  /** Lets one call through, of this process or of the first that waits; false when none does. */
  private async letThrough(process?: number): Promise<boolean> {
    await settle();
    const index = this.waiting.findIndex((waiting) => process === undefined || waiting.process === process);
    if (index < 0) return false;
    this.waiting.splice(index, 1)[0].proceed();
    return true;
  }

  private gate(process: number): Gate {
    return {
      before: () =>
        this.made[process] >= (this.killAfter[process] ?? Number.POSITIVE_INFINITY)
          ? new Promise<void>(() => undefined)
          : new Promise<void>((proceed) => this.waiting.push({ process, proceed })),
      after: async () => {
        this.made[process]++;
        if (this.made[process] >= (this.killAfter[process] ?? Number.POSITIVE_INFINITY)) {
          // Calls of the same process that wait side by side die with it.
          for (let index = this.waiting.length - 1; index >= 0; index--) {
            if (this.waiting[index].process === process) this.waiting.splice(index, 1);
          }
          await new Promise<void>(() => undefined);
        }
      },
    };
  }
}

/** Everything that can go on without another call has gone on when this resolves. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
