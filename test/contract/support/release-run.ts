/** What is compared of an execution. */
export interface ReleaseRun {
  readonly status: string;
  /** Error of a failed execution. */
  readonly error?: string;
  /** States in the order in which they were entered. */
  readonly states: readonly string[];
}

/** Runs the workflow for a version. */
export type RunRelease = (version: string) => Promise<ReleaseRun>;

export function executionInput(version: string): { version: string; image: string } {
  return { version, image: `models/iris:${version}` };
}

/** A name that an execution of this version has on every interpreter. */
export function executionName(version: string): string {
  return `${version.replaceAll('.', '-')}-contract`;
}

/** States in a round of a loop: wait, task and choice; the same with the capacity that is matched; and with a look in between. */
const ROUND_LENGTHS = [3, 4, 5];

/** The states with repeated rounds of a loop left out: how many there are is a matter of the machine's speed. */
export function withoutRepeatedRounds(states: readonly string[]): string[] {
  const kept: string[] = [];
  for (const state of states) {
    kept.push(state);
    for (const length of ROUND_LENGTHS) {
      const last = kept.slice(-length).join('\n');
      if (kept.length >= 2 * length && last === kept.slice(-2 * length, -length).join('\n')) kept.splice(-length);
    }
  }
  return kept;
}
