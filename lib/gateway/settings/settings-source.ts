import { readFile } from 'node:fs/promises';
import { CompleteSettings, parseSettings } from './settings';

/** Where the settings are kept that a release changes. */
export interface SettingsSource {
  /** The settings of this moment. Rejects when they can't be read or make no sense. */
  read(): Promise<CompleteSettings>;
  /** Milliseconds since 1970 by the clock of whoever keeps them, after the last read. @default - this machine's clock */
  now?(): number;
}

/** A file that is written by somebody else: a volume of the task, or a test. */
export function fileSettings(path: string): SettingsSource {
  return { read: async () => parseSettings(await readFile(path, 'utf8')) };
}
