/** One invocation, as a function fault sees it before it runs. */
export interface PendingInvocation {
  readonly functionName: string;
  readonly requestId: string;
  /** The parsed payload. */
  readonly event: any;
  /** Virtual time. */
  readonly at: number;
  /** 1 for the function's first invocation. */
  readonly count: number;
}

/**
 * How an invocation dies: before its handler runs; at the moment when the answer of its n-th successful mutating API call would
 * reach it (1 is the first: the call took effect, the function never knows); or with its work done and its answer lost.
 */
export type FunctionDeath =
  | { readonly kind: 'before-handler' }
  | { readonly kind: 'after-call'; readonly call: number }
  | { readonly kind: 'after-handler' };

/** A fault: tells how this invocation dies, or undefined to let it live. */
export type FunctionFault = (invocation: PendingInvocation) => FunctionDeath | undefined;

const READ_ONLY = /^(Describe|Get|List|Query|Scan|BatchGet|Lookup|Search|Head)/;

/** Whether an API operation changes anything, judged by the verb that its name starts with. */
export function isMutating(operation: string): boolean {
  return !READ_ONLY.test(operation);
}
