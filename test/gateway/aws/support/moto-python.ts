import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../../../..');

/** Runs a program in the Python that has moto, and so botocore and cryptography; resolves with what it wrote. */
export async function runPython(args: readonly string[], input = ''): Promise<string> {
  const { stdout: python } = await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/moto.mjs')]);
  const running = promisify(execFile)(python.trim(), args, { maxBuffer: 64 * 1024 * 1024 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}
