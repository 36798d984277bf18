import { Clock } from '../clock';
import { TaskSpec } from '../tasks';
import { ProcessTaskRuntime } from './process-runtime';

export interface CrashLoopOptions {
  readonly runtime: Pick<ProcessTaskRuntime, 'kill'>;
  readonly clock: Clock;
  /** Picks the tasks that crash, for example those of one service. */
  readonly which: (spec: TaskSpec) => boolean;
  /** Virtual milliseconds between two crashes. @default 10000 */
  readonly intervalMs?: number;
}

/** Kills the picked tasks now and again and again, also those that replace them, until the returned function is called. */
export function startCrashLoop({ runtime, clock, which, intervalMs = 10_000 }: CrashLoopOptions): () => void {
  let cancel: () => void = () => undefined;
  const crash = (): void => {
    runtime.kill(which);
    cancel = clock.at(clock.now() + intervalMs, crash);
  };
  crash();
  return () => cancel();
}
