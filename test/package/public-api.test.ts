import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importsReachedFrom, ROOT } from './import-graph';

const imports = importsReachedFrom('lib/index.ts');
const files = [...new Set(imports.flatMap(({ target }) => target ?? []))];

test('lib/index.ts has export lines only', () => {
  const lines = readFileSync(join(ROOT, 'lib/index.ts'), 'utf8').trim().split('\n');
  expect(lines.filter((line) => !/^export \* from '\.\/[\w/-]+';$/.test(line))).toEqual([]);
});

test('the constructs never reach the handlers, the command line or the rehearsal', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => /^(lib\/(handlers|rehearsal|operations)|bin)\//.test(file))).toEqual([]);
});

test('the constructs import the CDK, constructs and Node.js only', () => {
  const packages = imports.filter(({ target }) => target === undefined).map(({ from }) => from);
  const foreign = packages.filter((from) => !/^(aws-cdk-lib(\/.*)?|constructs|node:.*)$/.test(from));
  expect(foreign).toEqual([]);
});

// tsx resolves a folder as Node.js does, index.js first: what jsii compiled earlier would win over the source.
test('the constructs import files, never folders', () => {
  const folders = imports.filter(
    ({ from, target }) => target !== undefined && !target.endsWith(`${basename(from)}.ts`),
  );
  expect(folders).toEqual([]);
});
