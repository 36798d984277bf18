import { ChildProcess, spawn } from 'node:child_process';
import { ProcessGuard, signalGroup } from '../processes/process-guard';

/** Characters of output kept for an error. */
const OUTPUT_KEPT = 8_000;
/** Real time from SIGTERM to SIGKILL: tools that the app runs (docker, say) pass SIGTERM on. */
const GRACE_MS = 1_000;

export interface AppProcessProps {
  /** Run by a shell, as the `cdk` command line runs "app". */
  readonly command: string;
  readonly cwd: string;
  /** Added to this process' own. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the app with everything that it started. */
  readonly signal: AbortSignal;
}

/**
 * Runs a CDK app to its end, in a process group of its own: npx, tsx and what else stands between the shell and the app end
 * together. Throws with the end of its output when it fails, and with the signal's reason when it was ended by that.
 */
export async function runApp({ command, cwd, env, signal }: AppProcessProps): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(command, {
    cwd,
    shell: true,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = new AppGroup(child);
  signal.addEventListener('abort', group.end);
  try {
    const { code, output } = await ended(child);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`the CDK app failed (exit ${code}): ${command}\n${output.trim()}`);
  } finally {
    signal.removeEventListener('abort', group.end);
    group.forget();
  }
}

/** The app's process group. */
class AppGroup {
  private readonly guard = new ProcessGuard(); // for a rehearsal that ends without a word
  private killing: NodeJS.Timeout | undefined;

  constructor(private readonly child: ChildProcess) {
    if (child.pid !== undefined) this.guard.watch(child.pid);
  }

  readonly end = (): void => {
    this.send('SIGTERM');
    this.killing = setTimeout(() => this.send('SIGKILL'), GRACE_MS);
  };

  /** The app has ended; what it left running ends now. */
  forget(): void {
    clearTimeout(this.killing);
    this.send('SIGKILL');
    if (this.child.pid !== undefined) this.guard.forget(this.child.pid);
    this.guard.close();
  }

  private send(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) signalGroup(this.child.pid, signal);
  }
}

function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-OUTPUT_KEPT));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
