import { Json } from '../json';
import { ChildEnd } from './map-runs';

/**
 * Starts an execution of another state machine and resolves at its end, whatever that is; ends it as soon as the signal is aborted.
 *
 * @throws ServiceCallError when it may not be started
 */
export type RunNested = (
  stateMachineArn: string,
  input: Json,
  name: string | undefined,
  signal: AbortSignal,
) => Promise<ChildEnd>;
