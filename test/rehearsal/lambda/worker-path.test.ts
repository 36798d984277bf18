import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findWorkerScript } from '../../../lib/rehearsal/lambda/worker-path';

describe('worker script', () => {
  const root = mkdtempSync(join(tmpdir(), 'worker-path-'));
  const deep = join(root, 'lib', 'rehearsal', 'lambda');

  test('fails before the package is bundled, saying what to run', () => {
    mkdirSync(deep, { recursive: true });
    expect(() => findWorkerScript(deep)).toThrow(`must exist above ${deep}, found none; run npm run bundle`);
  });

  test('is found from any folder below the package', () => {
    mkdirSync(join(root, 'dist'));
    const script = join(root, 'dist', 'rehearsal-worker.cjs');
    writeFileSync(script, '');
    expect([deep, join(root, 'dist')].map((folder) => findWorkerScript(folder))).toEqual([script, script]);
  });
});
