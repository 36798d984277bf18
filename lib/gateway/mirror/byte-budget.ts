/** Bytes that may be held at the same time. */
export class ByteBudget {
  private held = 0;

  constructor(private readonly limit: number) {}

  get heldBytes(): number {
    return this.held;
  }

  fits(bytes: number): boolean {
    return this.held + bytes <= this.limit;
  }

  /** Whether the bytes were granted; what is granted must be released. */
  reserve(bytes: number): boolean {
    if (!this.fits(bytes)) return false;
    this.held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.held -= bytes;
  }
}
