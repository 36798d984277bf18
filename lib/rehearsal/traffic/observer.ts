import { RouteListener } from '../aws/routing';
import { Hop, Side } from './routes';

/** How a request ended, as far as its status goes. */
export interface Answer {
  readonly status: number;
  /** Who decided the status: the target, the load balancer itself, or the client by hanging up (460 in ALB's logs). */
  readonly by: 'target' | 'load-balancer' | 'client';
  /** The connection to the target could not be made. */
  readonly connectionFailed?: boolean;
  /** Real milliseconds from sending the request to the first byte of the target's answer; only with `by: 'target'`. */
  readonly responseTimeMs?: number;
}

/** Watches requests pass through the router. */
export interface TrafficObserver {
  /** A request is being sent to its target. Called once a request; a repeated try is not told. */
  sent(hop: Hop): void;
  /** The status is known. `hop` is absent when no target was chosen. */
  answered(listener: RouteListener, answer: Answer, hop?: Hop): void;
  /** The body of an answer that was no failure by its status broke off: the target died, or the client hung up. */
  brokenOff(hop: Hop): void;
  /** A group was chosen that has no target; `answered` follows. */
  withoutTarget(side: Side): void;
}
