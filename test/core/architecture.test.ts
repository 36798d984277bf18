import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORE = join(__dirname, '../../lib/core');

/** Every import of every file below a folder. */
function importsBelow(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)].map((match): [string, string] => [
        name,
        match[1],
      ]),
    );
}

test('the core imports the contract, itself and node:crypto only', () => {
  const imports = importsBelow(CORE);
  expect(imports.length).toBeGreaterThan(20);
  const foreign = imports.filter(([, from]) => from !== 'node:crypto' && !from.startsWith('.'));
  expect(foreign).toEqual([]);
  expect(imports.filter(([, from]) => from.includes('handlers') || from.includes('rehearsal'))).toEqual([]);
});

test('the core never reads a clock or a random number', () => {
  const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const impure = files.filter((name) =>
    /Date\.now|new Date\(\)|Math\.random|performance\./.test(readFileSync(join(CORE, name), 'utf8')),
  );
  expect(impure).toEqual([]);
});
