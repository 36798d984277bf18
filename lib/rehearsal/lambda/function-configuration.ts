/** What the runtime must know of a function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** For example `nodejs22.x`. */
  readonly runtime: string;
  readonly handler: string;
  /** Local directory with the function's code: the asset itself. */
  readonly codeDirectory: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** At most so many at once; undefined: `DEFAULT_CONCURRENCY`. 0 throttles every invocation. */
  readonly reservedConcurrency?: number;
}

/** Invocations of one function that run at once without reserved concurrency: enough for a rehearsal, few enough for a laptop. */
export const DEFAULT_CONCURRENCY = 10;
