import { ByteBudget } from './byte-budget';

/**
 * Keeps references to the parts of a body as they pass. A body that is longer than the limit, or finds no room in the
 * budget, is let go at once.
 */
export class BodyCapture {
  private chunks: Buffer[] = [];
  private held = 0;
  private passed = 0;
  private lost: 'too-large' | 'no-room' | 'released' | undefined;

  constructor(
    private readonly limit: number,
    private readonly budget: ByteBudget,
  ) {}

  /** Bytes that passed, kept or not. */
  get bytes(): number {
    return this.passed;
  }

  /** Why the body is not here. */
  get missing(): 'too-large' | 'no-room' | undefined {
    return this.lost === 'released' ? undefined : this.lost;
  }

  add(chunk: Buffer): void {
    this.passed += chunk.length;
    if (this.lost !== undefined) return;
    if (this.passed > this.limit) return this.lose('too-large');
    if (!this.budget.reserve(chunk.length)) return this.lose('no-room');
    this.held += chunk.length;
    this.chunks.push(chunk);
  }

  /** All that passed; undefined when it was let go. */
  body(): Buffer | undefined {
    if (this.lost !== undefined) return undefined;
    if (this.chunks.length !== 1) this.chunks = [Buffer.concat(this.chunks, this.held)]; // asked for more than once
    return this.chunks[0];
  }

  /** Gives back what it holds; nobody wants the body any more, nor what may still come of it. */
  release(): void {
    this.lose(this.lost ?? 'released');
  }

  private lose(reason: 'too-large' | 'no-room' | 'released'): void {
    this.lost = reason;
    this.budget.release(this.held);
    this.held = 0;
    this.chunks = [];
  }
}
