// Installs moto, the independent AWS emulator of the contract test, once, and prints the path of the Python that has it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const requirements = join(root, 'test/contract/requirements.txt');
const cache = join(root, 'node_modules/.cache');

/** One environment a list of requirements: a changed pin gets its own. */
function home() {
  const text = readFileSync(requirements, 'utf8');
  const version = /^moto==(\S+)$/m.exec(text)[1];
  return join(cache, `moto-${version}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
}

/**
 * Installs aside and renames at the end, so that what carries the name is complete, and two installations at once (test
 * files run in parallel) don't disturb each other: the second one to end is thrown away.
 */
function install(target) {
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, 'moto-installing-'));
  try {
    run(
      'python3',
      ['-m', 'venv', '--clear', aside],
      'install Python 3.10 or newer with its venv module (Debian: python3-venv)',
    );
    // Bytecode is compiled at the first import anyway, and only for the few modules that are imported.
    const quick = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--no-compile'];
    run(
      pythonOf(aside),
      ['-m', 'pip', 'install', ...quick, '--only-binary', ':all:', '--requirement', requirements],
      'check the connection to the package index, and that python3 is 3.10 or newer',
    );
    if (!existsSync(pythonOf(target))) {
      rmSync(target, { recursive: true, force: true }); // its Python was removed or replaced
      renameSync(aside, target);
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** A virtual environment finds its packages from where its `python` stands, so it may be renamed; its scripts may not. */
function pythonOf(directory) {
  return join(directory, 'bin', 'python');
}

function run(command, args, remedy) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const said = [error.stdout, error.stderr].filter(Boolean).join('\n').trim() || error.message;
    throw new Error(
      `the contract test needs moto, and \`${command} ${args.slice(0, 3).join(' ')} …\` failed; ${remedy}\n${said}`,
      {
        cause: error,
      },
    );
  }
}

const target = home();
if (!existsSync(pythonOf(target))) install(target);
console.log(pythonOf(target));
