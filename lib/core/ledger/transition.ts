import { Refusal, refusal, ErrorNameValue } from '../refusal';
import { ActiveRelease, EndedRelease, Ledger } from './ledger';

/** What the history keeps of a decision. */
export interface Decision {
  readonly releaseId: string;
  /** Last part of the history key: which decision it was. */
  readonly kind: string;
  readonly at: string;
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
}

/** What is written besides when a transition ends a release: the release's own item and, if the decision is another's, one of its own. */
export interface Ending {
  readonly release: EndedRelease;
  readonly decision?: Decision;
}

/** What a command does to a ledger. `unchanged`: it is done already, or has nothing to act on; never an error. */
export type Transition =
  | { readonly kind: 'changed'; readonly ledger: Ledger; readonly decision: Decision; readonly ending?: Ending }
  | { readonly kind: 'unchanged'; readonly ledger: Ledger; readonly reason: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function changed(ledger: Ledger, decision: Decision, ending?: Ending): Transition {
  return { kind: 'changed', ledger, decision, ...(ending === undefined ? {} : { ending }) };
}

export function unchanged(ledger: Ledger, reason: string): Transition {
  return { kind: 'unchanged', ledger, reason };
}

export function refused(name: ErrorNameValue, message: string): Transition {
  return { kind: 'refused', refusal: refusal(name, message) };
}

export function refusedBecause(cause: Refusal): Transition {
  return { kind: 'refused', refusal: cause };
}

/** The ledger with some members of its active release replaced. */
export function withRelease(ledger: Ledger, release: ActiveRelease, members: Partial<ActiveRelease>): Ledger {
  return { ...ledger, release: { ...release, ...members } };
}
