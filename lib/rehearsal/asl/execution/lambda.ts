import { Json } from '../json';

/**
 * Runs a Lambda function and answers its payload.
 *
 * Must hold the clock while the function runs, else a virtual clock jumps to the task's timeout. `signal` is aborted when
 * nobody waits for the answer any more (timeout, stop, a failed sibling branch); AWS lets the function run to its end.
 * @throws LambdaInvocationError for what a Retry or Catch may handle; any other error ends `runExecution` with that error
 */
export type InvokeLambda = (
  functionArn: string,
  payload: Json,
  signal: AbortSignal,
) => Promise<{ readonly payload: Json }>;

/** A failed invocation: an error of the service (`Lambda.TooManyRequestsException`, `Lambda.Unknown`, …) or of the function. */
export class LambdaInvocationError extends Error {
  /**
   * @param errorType what ErrorEquals is compared with
   * @param cause text that a Catch finds in `Cause`
   */
  constructor(
    readonly errorType: string,
    override readonly cause: string,
  ) {
    super(`${errorType}: ${cause}`);
    this.name = 'LambdaInvocationError';
  }
}

/** What a Node.js function that throws answers, with the header `X-Amz-Function-Error`. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The error name is the thrown error's name; the cause is the answer's JSON text, as Step Functions passes it on. */
export function functionError({ errorType, errorMessage, trace = [] }: FunctionError): LambdaInvocationError {
  return new LambdaInvocationError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
}
