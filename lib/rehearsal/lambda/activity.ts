import { WorkerOutcome } from './function-worker';

/** What an invocation is doing, told as it happens. */
export type Activity = { readonly functionName: string; readonly payload: string } & (
  | { readonly kind: 'begins' }
  /** It waits, and time that it does not need may pass. */
  | { readonly kind: 'pauses' }
  | { readonly kind: 'goes-on' }
  | { readonly kind: 'ends'; readonly outcome: WorkerOutcome }
);
