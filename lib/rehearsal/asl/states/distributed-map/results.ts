import { LARGEST_PAYLOAD_BYTES } from '../../execution/data-flow';
import { ChildEnd } from '../../execution/map-runs';
import { Json, JsonObject, isJsonArray } from '../../json';
import { StateFailure, StatesError } from '../../failure';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** What is told of a child execution beside its output (developer guide, "ResultWriter", exported files). */
export function describeChild(child: ChildEnd): JsonObject {
  const { executionArn, stateMachineArn, name, status, input, output, error, cause, startedAt, stoppedAt } = child;
  return {
    ExecutionArn: executionArn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: output, OutputDetails: { Included: true } }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
    RedriveCount: 0,
    RedriveStatus: status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    ...(status === 'SUCCEEDED' && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
    StartDate: new Date(startedAt).toISOString(),
    StateMachineArn: stateMachineArn,
    Status: status,
    StopDate: new Date(stoppedAt).toISOString(),
  };
}

/** The entries that a child contributes to the results; a failed one is told with all that is known of it. */
export function entriesOf(child: ChildEnd, transformation: Transformation): readonly Json[] {
  if (child.output === undefined || transformation === 'NONE') return [describeChild(child)];
  const output = JSON.parse(child.output) as Json;
  return transformation === 'FLATTEN' && isJsonArray(output) ? output : [output];
}

/** The outputs of all children as the state's result, in the order of their inputs; no more is kept than a result may have. */
export class Outputs {
  private readonly entries: (readonly Json[] | undefined)[] = [];
  private bytes = 0;

  constructor(private readonly transformation: Transformation) {}

  add(index: number, child: ChildEnd): void {
    const entries = entriesOf(child, this.transformation);
    this.bytes += entries.reduce<number>((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)) + 1, 0);
    if (this.isTooLarge) this.entries.length = 0;
    else this.entries[index] = entries;
  }

  /** @throws StateFailure States.DataLimitExceeded */
  result(): Json {
    if (!this.isTooLarge) return this.entries.flatMap((entries) => entries ?? []);
    throw new StateFailure(
      StatesError.DATA_LIMIT_EXCEEDED,
      `the results have ${this.bytes} bytes, more than the maximum of ${LARGEST_PAYLOAD_BYTES}; export them with a ResultWriter`,
    );
  }

  private get isTooLarge(): boolean {
    return this.bytes > LARGEST_PAYLOAD_BYTES;
  }
}
