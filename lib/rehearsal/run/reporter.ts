import { ProgressView, renderFrame, timelineText } from './progress';
import { TimelineEntry } from './record';

/** Tells people what a rehearsal is doing: a live view on a terminal, plain lines elsewhere. */
export interface Reporter {
  /** A step of the rehearsal itself, before and after the release. */
  note(text: string): void;
  story(entry: TimelineEntry): void;
  frame(view: ProgressView): void;
  /** Leaves the last frame on the screen. */
  done(): void;
  /** The rehearsal was asked to end before it is over. */
  interrupted(): void;
}

const INTERRUPTED = '\ninterrupted: ending what the rehearsal started\n';

/** Plain lines: for pipes, logs and CI. */
export class LineReporter implements Reporter {
  constructor(private readonly write: (text: string) => void) {}

  note(text: string): void {
    this.write(`${text}\n`);
  }

  story(entry: TimelineEntry): void {
    this.write(`${timelineText(entry)}\n`);
  }

  frame(): void {
    // A stream has no place to redraw: the story's lines say it all.
  }

  done(): void {
    // Nothing is kept on a stream.
  }

  interrupted(): void {
    this.write(INTERRUPTED);
  }
}

/** Draws text over the text drawn before. */
interface Redraw {
  (text: string): void;
  done(): void;
}

/** A live view that redraws itself. */
export class TerminalReporter implements Reporter {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly redraw: Redraw,
  ) {}

  note(text: string): void {
    this.stream.write(`${text}\n`);
  }

  story(): void {
    // The frame shows the last entries.
  }

  frame(view: ProgressView): void {
    this.redraw(renderFrame(view));
  }

  done(): void {
    this.redraw.done();
  }

  interrupted(): void {
    this.done();
    this.stream.write(INTERRUPTED);
  }
}

/** The live view when `stream` is a terminal and nobody asked for plain lines. */
export async function reporterFor(stream: NodeJS.WriteStream, plain: boolean): Promise<Reporter> {
  if (!stream.isTTY || plain) return new LineReporter((text) => void stream.write(text));
  const { createLogUpdate } = await import('log-update'); // an ES module only
  return new TerminalReporter(stream, createLogUpdate(stream, { showCursor: true }));
}
