/** The last characters that a process wrote, for error reports. */
export class OutputTail {
  private text = '';

  /** @param limit characters kept */
  constructor(private readonly limit = 16_384) {}

  append(text: string): void {
    this.text = (this.text + text).slice(-this.limit);
  }

  /** The last lines, without the one that the limit cut in two. */
  lines(count: number): readonly string[] {
    const lines = this.text.trimEnd().split('\n');
    const whole = this.text.length < this.limit ? lines : lines.slice(1);
    return whole.slice(-count);
  }
}
