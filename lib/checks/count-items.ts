import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';

/** Larger files are large enough for any drop that can be asked for, and would slow every synth. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Items of a file, for a warning at synth; undefined where only the check's own reader could say. */
export function countItems(path: string): number | undefined {
  if (statSync(path).size > MOST_BYTES) return undefined;
  const text = readFileSync(path, 'utf8');
  switch (extname(path).toLowerCase()) {
    case '.jsonl':
    case '.ndjson':
      return text.split('\n').filter((line) => line.trim() !== '').length;
    case '.json':
      return lengthOf(text);
    default:
      return undefined;
  }
}

function lengthOf(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.length : undefined;
  } catch {
    return undefined; // JSON Lines under another name, or Python's NaN; the check reads both
  }
}
