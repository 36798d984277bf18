import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command writes, and its clock; tests give their own. */
export interface Terminal {
  /** Writes one or more whole lines to the standard output. */
  print(text: string): void;
  now(): Date;
  /** @param ms milliseconds */
  sleep(ms: number): Promise<void>;
  readonly colors: Colors;
}

/** The terminal of this process. Colours only where they are shown (picocolors heeds NO_COLOR and FORCE_COLOR). */
export function processTerminal(): Terminal {
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    now: () => new Date(),
    sleep: (ms) => sleep(ms),
    colors: pc.createColors(pc.isColorSupported),
  };
}
