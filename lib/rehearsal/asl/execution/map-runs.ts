import { ExecutionType, StateMachine } from '../definition/state-machine';
import { Json, JsonObject } from '../json';

/** A call of a Map Run that the account refused or failed; the state fails with an error name of its own. */
export class ServiceCallError extends Error {
  constructor(
    /** For example `S3.NoSuchKey`. */
    readonly errorType: string,
    override readonly cause: string,
  ) {
    super(`${errorType}: ${cause}`);
    this.name = 'ServiceCallError';
  }
}

/** S3 with the machine's role. All reject with `ServiceCallError` when S3 does. */
export interface ObjectStore {
  getObject(bucket: string, key: string): Promise<Buffer>;
  /** The entries of all pages, as ListObjectsV2 answers them. */
  listObjects(bucket: string, prefix: string | undefined): Promise<readonly JsonObject[]>;
  putObject(bucket: string, key: string, body: Buffer, contentType: string): Promise<void>;
}

/** What is to run for each item or batch. */
export interface MapRunDefinition {
  readonly label: string;
  readonly executionType: ExecutionType;
  readonly processor: StateMachine;
}

/** How a child execution ended. */
export interface ChildEnd {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** JSON text. */
  readonly input: string;
  /** JSON text; of one that succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Virtual milliseconds since 1970. */
  readonly startedAt: number;
  readonly stoppedAt: number;
}

/** The child executions of one visit of a distributed Map. */
export interface MapRun {
  readonly arn: string;
  /**
   * Starts a child and resolves at its end, whatever that is; it ends as soon as the signal is aborted.
   * @throws ServiceCallError when it may not be started
   */
  execute(name: string, input: Json, signal: AbortSignal): Promise<ChildEnd>;
  /** No child is started any more. */
  close(): void;
}

/** What distributed Maps need of the account around the interpreter. */
export interface MapRuns {
  readonly objects: ObjectStore;
  /** @param id a UUID, the same for the same seed */
  open(definition: MapRunDefinition, id: string): MapRun;
}
