import { Ending } from './follow';
import { Colors } from './terminal';
import { hanging } from './text/layout';
import { outcomeText } from './text/words';

/** Exit codes of the commands that follow a release. */
export const EXIT = { done: 0, error: 1, rolledBack: 2 } as const;

/** 0 promoted (or live already), 2 rolled back, 1 refused. */
export function exitCodeOf({ outcome }: Ending): number {
  switch (outcome) {
    case 'promoted':
    case 'nothing-to-do':
      return EXIT.done;
    case 'rolled-back':
      return EXIT.rolledBack;
    case 'refused':
      return EXIT.error;
    default: {
      const never: never = outcome;
      return never;
    }
  }
}

/** `2.0.0 rolled back: alarm fraud-green-errors fires`. */
export function endingText(version: string, { outcome, reason }: Ending, colors: Colors): string {
  const text = outcome === 'nothing-to-do' ? 'nothing to do' : outcomeText(outcome, colors);
  return hanging('', `${version} ${text}: ${reason}`);
}
