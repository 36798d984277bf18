/** Data of server-sent events (WHATWG HTML §9.2): lines end in CR, LF or both, a blank line ends an event, `:` begins a comment. */
export class EventData {
  private rest = '';
  private lines: string[] = [];
  private isFirst = true;

  /** @returns the data of every event that the piece completes */
  public push(piece: string): readonly string[] {
    this.rest += piece;
    if (this.isFirst && this.rest !== '') {
      this.isFirst = false;
      if (this.rest.startsWith('\uFEFF')) this.rest = this.rest.slice(1);
    }
    // A CR at the very end may be half of a line end.
    const complete = /^[^]*(?:\n|\r(?!$))/.exec(this.rest)?.[0] ?? '';
    this.rest = this.rest.slice(complete.length);
    const lines = complete.split(/\r\n|\r|\n/);
    lines.pop();
    return this.eventsOf(lines);
  }

  /** The specification drops an event without a blank line behind it; servers that forget it sent it all the same. */
  public end(): readonly string[] {
    const lines = this.rest.split(/\r\n|\r|\n/);
    this.rest = '';
    return this.eventsOf([...lines, '']);
  }

  private eventsOf(lines: readonly string[]): readonly string[] {
    const events: string[] = [];
    for (const line of lines) {
      const data = /^data(?:: ?([^]*))?$/.exec(line);
      if (data !== null) this.lines.push(data[1] ?? '');
      if (line !== '' || this.lines.length === 0) continue;
      events.push(this.lines.join('\n'));
      this.lines = [];
    }
    return events;
  }
}
