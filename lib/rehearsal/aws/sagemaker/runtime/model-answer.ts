import { IncomingMessage } from 'node:http';
import { bodyOf } from '../../wire/listener';
import { NoAnswer } from './container-call';

/** Told once how the answer ended: with its status, or undefined when it broke off. */
export type AnswerEnd = (status: number | undefined) => void;

/** A container's answer whose head is there. Its body is read once, as a whole or in parts. */
export class ModelAnswer {
  private readonly timer: NodeJS.Timeout;
  private timedOut = false;
  private ended = false;

  /** @param timeoutMs real milliseconds until the whole body must be there */
  constructor(
    private readonly response: IncomingMessage,
    timeoutMs: number,
    private readonly onEnd: AnswerEnd,
  ) {
    this.timer = setTimeout(() => {
      this.timedOut = true;
      this.response.destroy();
      this.end(undefined); // also when nobody reads: the instance must not wait for this request for ever
    }, timeoutMs);
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  header(name: string): string | undefined {
    return this.response.headers[name] as string | undefined;
  }

  /** Rejects with `NoAnswer` when the body breaks off. */
  async body(): Promise<Buffer> {
    try {
      const body = await bodyOf(this.response);
      this.end(this.status);
      return body;
    } catch (error) {
      throw this.brokenOff(error);
    }
  }

  /** Ends the request, whoever reads: an iterator alone could not before its next part comes. */
  cancel(): void {
    this.end(this.status);
    this.response.destroy();
  }

  /** The body as it comes. Throws `NoAnswer` when it breaks off. */
  async *parts(): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of this.response) yield part as Uint8Array;
      this.end(this.status);
    } catch (error) {
      throw this.brokenOff(error);
    }
  }

  private brokenOff(error: unknown): NoAnswer {
    this.end(undefined);
    return new NoAnswer(this.timedOut, error instanceof Error ? error.message : String(error));
  }

  private end(status: number | undefined): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.onEnd(status);
  }
}
