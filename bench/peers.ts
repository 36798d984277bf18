import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs what the benchmarks compare with, unless this peer is there already. */
export function installPeers(peer: string): void {
  if (existsSync(join(__dirname, 'node_modules', peer))) return;
  execFileSync('npm', ['ci', '--prefix', __dirname, '--no-audit', '--no-fund'], { stdio: 'inherit' });
}
