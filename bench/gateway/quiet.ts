import { readFileSync } from 'node:fs';
import { Process } from './processes';
import { median } from './statistics';

/** A slice in which others used more of the machine than this is not worth much. */
const FOREIGN_LIMIT = 0.1;

/** Clock ticks of /proc a second: fixed in Linux' interface. */
const TICKS_A_SECOND = 100;

/** Notes how much of the machine others used while something was measured, and measures again when it was too much. */
export class Quiet {
  private readonly shares: number[] = [];

  /** @param tries how often a slice is measured at most; the quietest one counts */
  constructor(private readonly tries: number) {}

  /** Share of the machine that others used in the median slice, 0 to 1. */
  get foreignShare(): number {
    return median(this.shares);
  }

  async measure<T>(run: () => Promise<T>): Promise<T> {
    let best: { readonly share: number; readonly result: T } | undefined;
    for (let tried = 0; tried < this.tries && (best === undefined || best.share > FOREIGN_LIMIT); tried += 1) {
      const before = usage();
      const result = await run();
      const share = foreignShare(before, usage());
      if (best === undefined || share < best.share) best = { share, result };
    }
    if (best === undefined) throw new Error('a slice must be tried once at least, got 0 tries');
    this.shares.push(best.share);
    return best.result;
  }
}

interface Usage {
  /** Seconds of all cores together. */
  readonly all: number;
  readonly idle: number;
  readonly ours: number;
}

function usage(): Usage {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/);
  const seconds = fields.slice(0, 8).map((field) => Number(field) / TICKS_A_SECOND); // the rest is counted in these already
  return {
    all: seconds.reduce((sum, each) => sum + each, 0),
    idle: seconds[3] + seconds[4],
    ours: Process.cpuSecondsOfAll(),
  };
}

function foreignShare(before: Usage, after: Usage): number {
  const all = after.all - before.all;
  const busy = all - (after.idle - before.idle);
  return all === 0 ? 0 : Math.max(0, (busy - (after.ours - before.ours)) / all);
}
