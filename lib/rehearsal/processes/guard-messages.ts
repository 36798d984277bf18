/** One command to run in a process group of its own. */
export interface GuardedCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the process; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** From the rehearsal to its guard. */
export type ToGuard =
  | { readonly type: 'start'; readonly id: string; readonly command: GuardedCommand }
  | { readonly type: 'signal'; readonly id: string; readonly signal: 'SIGTERM' | 'SIGKILL' };

/** From the guard to the rehearsal. */
export type FromGuard =
  | { readonly type: 'output'; readonly id: string; readonly text: string }
  /** `failure` is set when the process could not be started at all. */
  | { readonly type: 'exited'; readonly id: string; readonly code: number | null; readonly failure?: string };
