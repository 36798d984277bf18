import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PromptSuite, SuiteOptions } from '../core/prompts/read/suite';

/** Reads prompt suites (lib/synth/prompt-suite.ts). */
export interface PromptReader {
  readPromptFile(path: string, options: Omit<SuiteOptions, 'file' | 'tools'>): PromptSuite;
  readPromptObject(file: string, content: unknown, options: Omit<SuiteOptions, 'file' | 'tools'>): PromptSuite;
}

/** Built by `npm run bundle` with its packages. `__dirname` is lib/private for sources and compiled code alike. */
const BUNDLE = join(__dirname, '../../dist/prompt-suite.cjs');

/** The reader, loaded when a suite is declared. Throws when it was not built. */
export function promptReader(file: string = BUNDLE): PromptReader {
  if (!existsSync(file)) {
    throw new Error(`the reader of prompts must be built, got no ${file}; run npm run bundle before synth`);
  }
  return createRequire(file)(file) as PromptReader;
}
