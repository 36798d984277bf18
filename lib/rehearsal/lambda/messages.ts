/** What the rehearsal's thread and a function's worker thread tell each other. */

/** Virtual time at the moment of a message, and how fast it runs from then on. */
export interface TimeSync {
  /** Virtual milliseconds since 1970. */
  readonly now: number;
  /** Virtual milliseconds per real millisecond. */
  readonly speed: number;
}

/** `workerData` of a worker. Its environment is the worker's whole `process.env`. */
export interface WorkerInit {
  readonly time: TimeSync;
  /** Directory of the function's code. */
  readonly codeDirectory: string;
  /** `<file without extension>.<export>`. */
  readonly handler: string;
  /** Loopback port by `host:port` of the emulated VPC. */
  readonly addresses: Readonly<Record<string, number>>;
}

export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly time: TimeSync;
  readonly functionArn: string;
  /** Timeout of the function in milliseconds: what `getRemainingTimeInMillis` counts down from. */
  readonly timeoutMs: number;
  /** Real milliseconds after which the worker is ended. */
  readonly realTimeoutMs: number;
}

export interface AddressesMessage {
  readonly type: 'addresses';
  readonly addresses: Readonly<Record<string, number>>;
}

/** A pause that the handler asked for is over. */
export interface ResumedMessage {
  readonly type: 'resumed';
  readonly pause: number;
  readonly time: TimeSync;
}

export type ToWorker = InvokeMessage | AddressesMessage | ResumedMessage;

/** An error as Lambda puts it into the payload. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'init-failed'; readonly error: FunctionErrorPayload }
  | { readonly type: 'output'; readonly text: string }
  /** The handler waits for so many virtual milliseconds. */
  | { readonly type: 'pause'; readonly pause: number; readonly ms: number }
  | ({ readonly type: 'result'; readonly payload: string } & EndOfInvocation)
  | ({ readonly type: 'failed'; readonly error: FunctionErrorPayload } & EndOfInvocation);

interface EndOfInvocation {
  readonly requestId: string;
  /** The most that the thread has held so far, MB. */
  readonly memoryMb: number;
}
