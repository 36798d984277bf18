import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inlineCode } from '../../../lib/hosting/gateway/inline-code';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'inline-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('fails when the bundle was not built', () => {
  expect(() => inlineCode(join(folder, 'none.txt'))).toThrow('run npm run bundle before synth');
});

test('fails when the program has outgrown its variable', () => {
  const file = join(folder, 'large.txt');
  writeFileSync(file, 'x'.repeat(29_000));
  expect(() => inlineCode(file)).toThrow('must be below 29000 bytes, got 29000');
});
