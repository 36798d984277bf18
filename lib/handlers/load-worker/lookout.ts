import { LoadCounts, LoadRules, SendLoadEvent } from '../../contract';
import { mergeLoadCounts } from '../../core/load/counts';
import { LoadPart, stopOfPart } from '../../core/load/parts';
import { unless } from '../shared/errors';
import { releaseOf } from '../shared/shards/context';
import { LoadContext } from './context';
import { LoadKeys } from './keys';

/** How often it is looked whether load has to end. */
const LOOK_MS = 5_000;

/** What reading an object that is not there ends with; the second for a role that may not list the bucket. */
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
 * others look whether it told them to stop.
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
    const counts = await work(this.controller.signal).finally(end);
    await this.looking;
    if (this.failure !== undefined) throw this.failure.error;
    return counts;
  }

  /** A look that takes long is not joined by a second one. */
  private next(): void {
    if (this.busy || this.controller.signal.aborted) return;
    this.busy = true;
    this.looking = this.look()
      .catch((error: unknown) => {
        this.failure = { error };
        this.controller.abort();
      })
      .finally(() => (this.busy = false));
  }

  private look(): Promise<void> {
    return this.watched.event.worker === 0 ? this.lookForAll() : this.lookAtFirst();
  }

  private async lookForAll(): Promise<void> {
    const { event, rules, part, counts } = this.watched;
    try {
      await releaseOf(this.context, event.releaseId);
    } catch (error) {
      await this.stopAll(String(error));
      throw error;
    }
    const others = await this.progressOfOthers();
    const reason = stopOfPart(rules, part, mergeLoadCounts([counts(), ...others]));
    if (reason !== undefined) await this.stopAll(reason);
  }

  /** For this worker at once, for the others at their next look. */
  private async stopAll(reason: string): Promise<void> {
    const { event, part, keys } = this.watched;
    this.controller.abort();
    if (part.of.workers > 1) await this.context.evidence.write(keys.stop(event), JSON.stringify({ reason }));
  }

  private async progressOfOthers(): Promise<readonly LoadCounts[]> {
    const { event, part, keys } = this.watched;
    const others = Array.from({ length: part.of.workers - 1 }, (_, index) => index + 1);
    const texts = await Promise.all(others.map((worker) => this.readIfThere(keys.progress(event, worker))));
    return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as LoadCounts]));
  }

  private async lookAtFirst(): Promise<void> {
    const { event, keys, counts } = this.watched;
    await this.context.evidence.write(keys.progress(event, event.worker), JSON.stringify(counts()));
    if ((await this.readIfThere(keys.stop(event))) !== undefined) this.controller.abort();
  }

  private readIfThere(key: string): Promise<string | undefined> {
    return unless(NOT_THERE, this.context.evidence.read(key));
  }
}
