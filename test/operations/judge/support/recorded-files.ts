import { Command } from 'commander';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { judgeCommand } from '../../../../lib/operations/judge/command';
import { Terminal } from '../../../../lib/operations/terminal';
import { Ran } from '../../support/operator';

export const START = Date.parse('2026-01-05T09:44:00Z') / 1000;

/** Events and total of one minute. */
export type Minute = readonly [events: number, total: number];

/** CSV of a guardrail, a row a minute from `START` on. */
export function csv(minutes: readonly Minute[], from = 0): string {
  const rows = minutes.map(([events, total], index) => `${START + 60 * (from + index)},${total},${events}`);
  return ['timestamp,total,events', ...rows, ''].join('\n');
}

export function steady(count: number, minute: Minute): Minute[] {
  return Array.from({ length: count }, () => minute);
}

/** A folder with recordings, and somebody who runs `bluegreen judge` in it; `close` removes it. */
export class RecordedFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'judge-'));

  write(name: string, content: string): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Rejects with the error that the command line prints. Of paths only the files' names are in the output. */
  async judge(...args: string[]): Promise<Ran> {
    const lines: string[] = [];
    const terminal: Terminal = {
      print: (text) => void lines.push(text),
      now: () => new Date(0),
      sleep: async () => undefined,
      colors: pc.createColors(false),
    };
    process.exitCode = 0;
    const program = new Command('bluegreen').addCommand(
      judgeCommand(terminal)
        .exitOverride()
        .configureOutput({ writeErr: () => undefined }),
    );
    try {
      await program.parseAsync(['judge', ...args], { from: 'user' });
      return { code: Number(process.exitCode), output: lines.join('\n').replaceAll(`${this.folder}/`, '') };
    } finally {
      process.exitCode = 0;
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
