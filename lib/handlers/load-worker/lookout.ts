import { LoadCounts, LoadRules, SendLoadEvent } from '../../contract';
import { mergeLoadCounts } from '../../core/load/counts';
import { LoadPart, stopOfPart } from '../../core/load/parts';
import { unless } from '../shared/errors';
import { releaseOf } from '../shared/shards/context';
import { LoadContext } from './context';
import { LoadKeys } from './keys';
import { Watch, WATCH_MS } from './watch';

/** How often it is looked whether load has to end. */
const LOOK_MS = 5_000;

/** What reading what another worker has not written yet ends with; the second for a role that may not list the bucket. */
const NOT_THERE = ['NoSuchKey', 'AccessDenied'];

export interface Watched {
  readonly event: SendLoadEvent;
  readonly rules: LoadRules;
  readonly part: LoadPart;
  readonly keys: LoadKeys;
  /** What this worker counted so far. */
  readonly counts: () => LoadCounts;
}

/**
 * Looks meanwhile whether all workers have to stop. The first worker looks for all: at the ledger, because somebody may have decided against
 * the release, and at what the others counted, because the environment may fail so clearly that more load is for nothing. The
 * others look at what it writes at each look: whether to stop, and until when load is watched. When that is over, it died or never
 * began, and they stop by themselves.
 */
export class Lookout {
  private readonly controller = new AbortController();
  private failure: { readonly error: unknown } | undefined;
  private looking: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(
    private readonly context: LoadContext,
    private readonly watched: Watched,
  ) {}

  /** Throws what stopped the release, and what kept it from looking: load that nobody watches must end. */
  async during(work: (signal: AbortSignal) => Promise<LoadCounts>): Promise<LoadCounts> {
    const end = this.context.clock.every(LOOK_MS, () => this.next());
    const [ended] = await Promise.allSettled([work(this.controller.signal)]);
    end();
    await this.looking; // what it writes must not come after the last word
    if (ended.status === 'rejected') {
      await this.stopAll(ended.reason);
      throw ended.reason;
    }
    if (this.failure !== undefined) throw this.failure.error;
    if (!this.controller.signal.aborted) await this.letOthersEnd();
    return ended.value;
  }

  /** A look that takes long is not joined by a second one. */
  private next(): void {
    if (this.busy || this.controller.signal.aborted) return;
    this.busy = true;
    this.looking = this.look()
      .catch(async (error: unknown) => {
        this.failure = { error };
        await this.stopAll(error);
      })
      .finally(() => (this.busy = false));
  }

  private look(): Promise<void> {
    return this.isFirst() ? this.lookForAll() : this.lookAtFirst();
  }

  private async lookForAll(): Promise<void> {
    const { event, rules, part, counts } = this.watched;
    await releaseOf(this.context, event.releaseId);
    const others = await this.progressOfOthers();
    const reason = stopOfPart(rules, part, mergeLoadCounts([counts(), ...others]));
    if (reason !== undefined) return this.tellToStop(reason);
    await this.tell({ watchedUntilMs: this.context.clock.now() + WATCH_MS });
  }

  private async lookAtFirst(): Promise<void> {
    const { event, keys, counts } = this.watched;
    await this.context.evidence.write(keys.progress(event, event.worker), JSON.stringify(counts()));
    const watch = JSON.parse(await this.context.evidence.read(keys.watch(event))) as Watch;
    if (watch.stop !== undefined) return this.controller.abort();
    const late = this.context.clock.now() - watch.watchedUntilMs;
    if (late > 0) {
      throw new Error(
        `load must be watched by the first worker, got no word for ${late} ms too long; run the test again`,
      );
    }
  }

  /** After an error: what can't be written either is known by the silence. */
  private async stopAll(error: unknown): Promise<void> {
    this.controller.abort();
    if (this.isFirst()) await this.tellToStop(String(error)).catch(() => undefined);
  }

  /** For this worker at once, for the others at their next look. */
  private async tellToStop(stop: string): Promise<void> {
    this.controller.abort();
    await this.tell({ stop, watchedUntilMs: this.context.clock.now() });
  }

  /** The first worker's last request may come before the last ones of the others, and be answered sooner. */
  private async letOthersEnd(): Promise<void> {
    const { event, rules, part } = this.watched;
    if (!this.isFirst()) return;
    await this.tell({ watchedUntilMs: event.startAtMs + 1000 * part.of.seconds + rules.timeoutMs + WATCH_MS });
  }

  private async tell(watch: Watch): Promise<void> {
    const { event, part, keys } = this.watched;
    if (part.of.workers > 1) await this.context.evidence.write(keys.watch(event), JSON.stringify(watch));
  }

  private async progressOfOthers(): Promise<readonly LoadCounts[]> {
    const { event, part, keys } = this.watched;
    const others = Array.from({ length: part.of.workers - 1 }, (_, index) => index + 1);
    const texts = await Promise.all(
      others.map((worker) => unless(NOT_THERE, this.context.evidence.read(keys.progress(event, worker)))),
    );
    return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as LoadCounts]));
  }

  private isFirst(): boolean {
    return this.watched.event.worker === 0;
  }
}
