import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Directories for code that stands in the template itself: functions run from directories. */
export class InlineCode {
  private root: string | undefined;

  /** A directory with one file of this content; the same directory for the same content. */
  directory(fileName: string, content: string): string {
    this.root ??= mkdtempSync(join(tmpdir(), 'bluegreen-inline-'));
    const directory = join(this.root, createHash('sha256').update(content).digest('hex').slice(0, 16));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, fileName), content);
    return directory;
  }

  remove(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
  }
}
