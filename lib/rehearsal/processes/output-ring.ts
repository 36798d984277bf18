/** The last characters that a process wrote, so that an error can show them without keeping everything. */
export class OutputRing {
  private kept = '';

  /** @param limit characters kept, 1 or more */
  constructor(private readonly limit: number) {}

  append(text: string): void {
    this.kept = (this.kept + text).slice(-this.limit);
  }

  get text(): string {
    return this.kept;
  }
}
