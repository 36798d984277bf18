import { FunctionConfiguration } from '../../lambda/function-configuration';
import { WorkerOutcome } from '../../lambda/function-worker';

/** What the service needs of the runtime that executes functions; `LambdaRuntime` is one. */
export interface FunctionRuntime {
  /** Throws TooManyRequestsException when the function's concurrency is used up. Holds the clock meanwhile. */
  invoke(configuration: FunctionConfiguration, payload: string): Promise<WorkerOutcome>;
  /** Makes the next invocation see new code and configuration. */
  retire(functionName: string): Promise<void>;
}
