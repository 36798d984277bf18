import { parse as parseCsv } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { testOfRow } from '../core/prompts/read/csv-row';
import { PromptSuite, readSuite, SuiteOptions } from '../core/prompts/read/suite';
import { brokenPaths } from '../handlers/shared/json-schema';

/*
 * Runs where an app is synthesized, and is bundled with the packages that it reads files by: the published constructs have none. The
 * tests that it reads are published as they were read, so that what a release sends is what synth found right.
 */

type Options = Omit<SuiteOptions, 'file' | 'tools'>;

const TOOLS = { validate: brokenPaths };

/** Reads promptfoo's YAML, JSON, JSON Lines or CSV; what keeps it from being read is a problem like any other. */
export function readPromptFile(path: string, options: Options): PromptSuite {
  const file = basename(path);
  const content = attempt(() => contentOf(path));
  if ('error' in content) return { tests: [], problems: [{ file, at: 'file', problem: content.error }] };
  return readSuite(content.value, { ...options, file, tools: TOOLS });
}

/** Reads an object as a file of it would be. */
export function readPromptObject(file: string, content: unknown, options: Options): PromptSuite {
  return readSuite(content, { ...options, file, tools: TOOLS });
}

function contentOf(path: string): unknown {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  switch (extname(path).toLowerCase()) {
    case '.yaml':
    case '.yml':
      return parseYaml(text, { merge: true }) as unknown;
    case '.json':
      return JSON.parse(text) as unknown;
    case '.jsonl':
    case '.ndjson':
      return linesOf(text);
    case '.csv':
      return rowsOf(text).map(testOfRow);
    default:
      throw new Error(
        `must end in .yaml, .yml, .json, .jsonl, .ndjson or .csv, got "${extname(path)}"; rename it by what it is`,
      );
  }
}

function linesOf(text: string): readonly unknown[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = attempt(() => JSON.parse(line) as unknown);
    if ('error' in read) throw new Error(`line ${index + 1} must be JSON, got: ${read.error}; correct it`);
    return [read.value];
  });
}

function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  return parseCsv(text, { columns: true, skip_empty_lines: true });
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
