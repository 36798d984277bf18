import { EnvironmentName } from '../../../contract';
import { SageMakerRuntime } from './invoke-answer';

/** The part of the global `fetch` that asks a model. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: 'manual'; signal: AbortSignal },
) => Promise<{ status: number; headers: Iterable<[string, string]>; text(): Promise<string> }>;

/** What one request to an environment takes. */
export interface Answering {
  readonly fetch: Fetch;
  readonly sageMakerRuntime: SageMakerRuntime;
  /** Milliseconds of a clock that only goes forward, for latencies. */
  readonly stopwatch: () => number;
  /** The one endpoint whose variants are the environments; undefined when these stand behind a load balancer. */
  readonly endpointName: string | undefined;
  /** Behind a load balancer only. */
  readonly testEndpoint: () => string;
}

/** Where the request goes. */
export interface Addressed {
  readonly environment: EnvironmentName;
}
