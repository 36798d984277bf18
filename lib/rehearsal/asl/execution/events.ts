/** What a progress view is told while an execution runs. */
export type ExecutionEvent = StateEvent &
  (
    | { readonly kind: 'state-entered'; readonly type: string }
    | {
        readonly kind: 'state-exited';
        readonly type: string;
        /** Undefined at the end of a flow. */ readonly next?: string;
      }
    | {
        readonly kind: 'state-retrying';
        readonly error?: string;
        readonly retry: number;
        readonly delaySeconds: number;
      }
    | { readonly kind: 'state-caught'; readonly error?: string; readonly cause?: string; readonly next: string }
    | { readonly kind: 'state-failed'; readonly error?: string; readonly cause?: string }
  );

interface StateEvent {
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  readonly state: string;
  /** Enclosing Map and Parallel states with the index of the item or branch, outermost first: `Each model[2]`. */
  readonly within: readonly string[];
}
