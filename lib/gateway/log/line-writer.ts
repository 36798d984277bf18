/** The part of a writable stream that the gateway needs: `process.stdout`. */
export interface LineStream {
  readonly writableLength: number;
  write(text: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Lines wait in memory while nobody reads; more than this is never kept. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Writes lines to a stream that may be full, closed or broken, and never blocks, throws or grows: a reader that went away
 * (EPIPE) ends the process otherwise, and one that hangs fills its memory.
 */
export class LineWriter {
  constructor(private readonly stream: LineStream) {
    stream.on('error', () => undefined); // without a listener, EPIPE is an uncaught exception
  }

  /** Whether there is room; false while a reader is too slow. */
  get ready(): boolean {
    return this.stream.writableLength < MAX_WAITING_BYTES;
  }

  /** Whether the line was taken. */
  write(line: string): boolean {
    if (!this.ready) return false;
    try {
      this.stream.write(`${line}\n`);
      return true;
    } catch {
      return false; // a destroyed stream may throw at once
    }
  }

  /** Resolves when everything was read, at the latest after `limitMs`. */
  async flushed(limitMs: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < limitMs && this.stream.writableLength > 0; waitedMs += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
