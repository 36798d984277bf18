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
}
