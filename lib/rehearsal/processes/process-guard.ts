import { ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Remembers process groups told on its standard input (`+ 123`, `- 123`) and kills those left when the input closes. The kernel
 * closes it however the rehearsal ends, also by kill -9. A shell, because it sleeps in `read` at no cost and takes a megabyte
 * where a Node.js process takes forty. POSIX only, like process groups.
 */
const GUARD_SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
`;

/**
 * Ends the models' process groups when the rehearsal's own process is gone. One guard a rehearsal: the models stay children of
 * the rehearsal, so their exit codes and output need no relay, and only the group ids are told to the guard.
 */
export class ProcessGuard {
  private readonly groups = new Set<number>();
  private shell: ChildProcess | undefined;

  /** From now on the group dies with the rehearsal. Call in the turn that started it. */
  watch(group: number): void {
    this.groups.add(group);
    if (this.shell === undefined) this.startShell();
    else this.tell('+', group);
  }

  /** The group has ended: its id may belong to a stranger soon. */
  forget(group: number): void {
    if (this.groups.delete(group)) this.tell('-', group);
  }

  /** Ends the guard, which kills groups that are still watched. */
  close(): void {
    this.shell?.stdin?.end();
    this.shell = undefined;
  }

  private startShell(): void {
    // A session of its own: Ctrl-C reaches the rehearsal only, and the guard outlives it by the moment it needs.
    const shell = spawn('/bin/sh', ['-c', GUARD_SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.shell = shell;
    const gone = (): void => {
      if (this.shell === shell) this.shell = undefined; // the next `watch` starts another, which is told all groups
    };
    shell.once('exit', gone).once('error', gone);
    shell.stdin.on('error', gone);
    for (const group of this.groups) this.tell('+', group);
    shell.unref(); // a rehearsal that is done must not wait for its guard
    if (shell.stdin instanceof Socket) shell.stdin.unref();
  }

  private tell(sign: '+' | '-', group: number): void {
    this.shell?.stdin?.write(`${sign} ${group}\n`); // a pipe is written at once, not in a later turn
  }
}

/** Signals all processes of a group. Harmless when none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!isNoSuchGroup(error)) throw error;
  }
}

/** macOS answers EPERM for a group of which only the unreaped leader is left. */
function isNoSuchGroup(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ESRCH' || (process.platform === 'darwin' && code === 'EPERM');
}
