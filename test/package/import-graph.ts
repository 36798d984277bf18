import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** One `from '…'` or `import('…')` of a source file. */
export interface Import {
  /** Path of the importing file, relative to the package. */
  readonly file: string;
  readonly from: string;
  /** Path of the imported file, relative to the package; absent for a package. */
  readonly target?: string;
}

/** Every import of every source file that `entry` reaches by relative imports. */
export function importsReachedFrom(entry: string): Import[] {
  const seen = new Set<string>();
  const imports: Import[] = [];
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const from of importsOf(file)) {
      const target = from.startsWith('.') ? sourceOf(file, from) : undefined;
      imports.push({ file, from, target });
      if (target !== undefined) waiting.push(target);
    }
  }
  return imports;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport\(|\brequire\(|^import) ?'([^']+)'/gm)].map((match) => match[1]);
}

function sourceOf(file: string, from: string): string {
  const base = join(ROOT, dirname(file), from);
  const source = [`${base}.ts`, join(base, 'index.ts')].find((path) => existsSync(path));
  if (source === undefined) throw new Error(`${file} imports ${from}, but neither ${base}.ts nor its index.ts exists`);
  return relative(ROOT, source);
}
