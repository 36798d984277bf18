/** Something of a prompt set that cannot be used, and how to mend it. */
export interface PromptProblem {
  /** File as the caller named it. */
  readonly file: string;
  /** Number of the test, 0 first; undefined for what is outside of tests. */
  readonly test?: number;
  /** Where it stands, such as `tests[2].assert[0].value`. */
  readonly at: string;
  /** Value, rule and remedy. */
  readonly problem: string;
}

/** Gathers problems, so that all can be shown at once. */
export class Problems {
  private readonly found: PromptProblem[] = [];

  public constructor(private readonly file: string) {}

  public get all(): readonly PromptProblem[] {
    return this.found;
  }

  public add(at: string, problem: string): undefined {
    const test = /^tests\[(\d+)\]/.exec(at)?.[1];
    // The combinations of one test have the same assertions, so they have the same problems.
    if (this.found.some((each) => each.at === at && each.problem === problem)) return undefined;
    this.found.push({ file: this.file, ...(test === undefined ? {} : { test: Number(test) }), at, problem });
    return undefined;
  }

  /** What the function returns; undefined when it threw, and its error is a problem. */
  public attempt<T>(at: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      return this.add(at, error instanceof Error ? error.message : String(error));
    }
  }
}

export function inWords({ file, at, problem }: PromptProblem): string {
  return `${file}: ${at}: ${problem}`;
}
