import { ChildEnd, Json, MapRunDefinition, Outcome, StopRequest } from '../../asl';
import { Clock } from '../../clock';
import { AwsError } from '../service';
import { executionArn, expressExecutionArn, requireName } from './arns';
import { childEnd } from './child-end';
import { ChildExecutions, ExecutionRunner } from './execution-runner';
import { MapRunRecord, OpenMapRuns } from './map-runs';
import { StateMachineRecord } from './state-machines';

export type ExecutionStatus = 'RUNNING' | Outcome['status'];

export interface ExecutionRecord {
  readonly arn: string;
  readonly machine: StateMachineRecord;
  readonly name: string;
  /** JSON text as it was given. */
  readonly input: string;
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  readonly status: ExecutionStatus;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Receives the events that Step Functions sends to EventBridge; must not reject. `resources` holds the execution's ARN. */
export type EmitEvent = (
  detailType: string,
  source: string,
  detail: Record<string, unknown>,
  resources: readonly string[],
) => void | Promise<void>;

/** Largest input: 256 KiB (Step Functions quotas). */
const MAX_INPUT_BYTES = 262_144;

/** The executions of all state machines, running ones and ended ones. */
export class Executions {
  private readonly records = new Map<string, ExecutionRecord>();
  private readonly stops = new Map<string, AbortController>();
  /** Of running executions, by ARN: their end. */
  private readonly runs = new Map<string, Promise<ExecutionRecord>>();
  private readonly mapRuns = new OpenMapRuns();
  private muted = false;
  /** Age of what `described` answers, milliseconds. */
  staleMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly runner: ExecutionRunner,
    private readonly emit: EmitEvent,
  ) {}

  /** Newest first. */
  get all(): readonly ExecutionRecord[] {
    return [...this.records.values()].reverse();
  }

  get(arn: string): ExecutionRecord {
    const record = this.records.get(arn);
    if (record !== undefined) return record;
    throw doesNotExist(arn);
  }

  /**
   * An execution as DescribeExecution tells it, which "is eventually consistent" and "may not reflect very recent updates and
   * changes" (API reference): as it was `staleMs` ago, started or not, ended or not.
   */
  described(arn: string): ExecutionRecord {
    const record = this.get(arn);
    const seen = this.clock.now() - this.staleMs;
    if (record.startedAt.getTime() > seen) throw doesNotExist(arn);
    if (record.stoppedAt === undefined || record.stoppedAt.getTime() <= seen) return record;
    const { machine, name, input, startedAt } = record;
    return { arn, machine, name, input, startedAt, status: 'RUNNING' };
  }

  /** Starts an execution. A running one with the same name and input is the answer itself. */
  start(machine: StateMachineRecord, name: string, input: string): ExecutionRecord {
    requireName(name);
    const parsed = parseInput(input);
    const arn = executionArn(machine.arn, name);
    const existing = this.records.get(arn);
    if (existing !== undefined) return repeated(existing, input);
    return this.begin({ arn, machine, name, input, startedAt: new Date(this.clock.now()), status: 'RUNNING' }, parsed);
  }

  /** Starts a child execution of a Map Run under way. Nothing of an express one is kept after its end. */
  startChild(mapRunArn: string, name: string, input: string): ExecutionRecord {
    const mapRun = this.mapRuns.get(mapRunArn);
    const { machine, definition } = mapRun;
    const arnOf = definition.executionType === 'EXPRESS' ? expressExecutionArn : executionArn;
    const arn = arnOf(machine.arn, name);
    const startedAt = new Date(this.clock.now());
    return this.begin({ arn, machine, name, input, startedAt, status: 'RUNNING' }, parseInput(input), mapRun);
  }

  private begin(record: ExecutionRecord, input: Json, mapRun?: MapRunRecord): ExecutionRecord {
    const { arn } = record;
    this.records.set(arn, record);
    const run = this.run(record, input, mapRun).finally(() => this.runs.delete(arn));
    this.runs.set(arn, run);
    mapRun?.ends.set(arn, run);
    return record;
  }

  /** Asks a running execution to end; harmless when it has. Resolves with the time of its end. */
  async stop(arn: string, request: StopRequest): Promise<Date> {
    this.get(arn);
    this.stops.get(arn)?.abort(request);
    const { stoppedAt } = (await this.runs.get(arn)) ?? this.get(arn);
    return stoppedAt ?? new Date(this.clock.now());
  }

  /** Resolves when no execution runs any more. */
  async idle(): Promise<void> {
    while (this.runs.size > 0) await Promise.all(this.runs.values());
  }

  /** Tells nobody about executions any more: what a stopped clock ends must not be recovered, by executions that it ends too. */
  mute(): void {
    this.muted = true;
  }

  private async run(record: ExecutionRecord, input: Json, mapRun?: MapRunRecord): Promise<ExecutionRecord> {
    const isExpress = mapRun?.definition.executionType === 'EXPRESS';
    const stop = new AbortController();
    this.stops.set(record.arn, stop);
    if (!isExpress) await this.announce(record);
    const { machine, arn, name } = record;
    const outcome = await this.runner
      .run({
        definition: machine.definition,
        input,
        executionArn: arn,
        name,
        stateMachineArn: machine.arn,
        roleArn: machine.roleArn,
        signal: stop.signal,
        ended: async (started) => childEnd((await this.runs.get(started)) ?? this.get(started)),
        openMapRun: (definition, id) => this.openMapRun(machine, definition, id),
        ...(mapRun === undefined ? {} : { processor: mapRun.definition.processor }),
      })
      .catch(interpreterFailure);
    this.stops.delete(arn);
    const ended: ExecutionRecord = { ...record, ...fieldsOf(outcome), stoppedAt: new Date(this.clock.now()) };
    if (isExpress) {
      this.records.delete(arn);
      return ended;
    }
    this.records.set(arn, ended);
    await this.announce(ended);
    return ended;
  }

  private openMapRun(machine: StateMachineRecord, definition: MapRunDefinition, id: string): ChildExecutions {
    const { arn: mapRunArn, ends } = this.mapRuns.open(machine, definition, id);
    return {
      mapRunArn,
      ended: async (arn): Promise<ChildEnd> => {
        const end = ends.get(arn);
        if (end === undefined) throw new TypeError(`${arn} was not started, or asked for before`);
        ends.delete(arn);
        return childEnd(await end);
      },
      stop: (arn) => this.stops.get(arn)?.abort(new StopRequest()),
      close: () => this.mapRuns.close(mapRunArn),
    };
  }

  private async announce(record: ExecutionRecord): Promise<void> {
    if (this.muted) return;
    await this.emit('Step Functions Execution Status Change', 'aws.states', eventDetail(record), [record.arn]);
  }
}

function doesNotExist(arn: string): AwsError {
  return new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

/** Rejections are no outcome that AWS knows (the clock was stopped, or the interpreter has a bug): nothing may hide them. */
function interpreterFailure(error: unknown): Outcome {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 'FAILED', error: 'Rehearsal.InterpreterFailed', cause };
}

function fieldsOf(outcome: Outcome): Pick<ExecutionRecord, 'status' | 'output' | 'error' | 'cause'> {
  if (outcome.status === 'SUCCEEDED') return { status: outcome.status, output: JSON.stringify(outcome.output) };
  const { status, error, cause } = outcome; // a runner may answer more
  return { status, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function repeated(existing: ExecutionRecord, input: string): ExecutionRecord {
  if (existing.status === 'RUNNING' && existing.input === input) return existing;
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`);
}

function parseInput(input: string): Json {
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
    throw new AwsError('InvalidExecutionInput', `Invalid execution input: it has more than ${MAX_INPUT_BYTES} bytes`);
  }
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: ${(error as Error).message}`);
  }
}

/** Absent values are null, times are epoch milliseconds (Step Functions developer guide, "EventBridge events"). */
function eventDetail(record: ExecutionRecord): Record<string, unknown> {
  const { arn, machine, name, status, startedAt, stoppedAt, input, output, error, cause } = record;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startedAt.getTime(),
    stopDate: stoppedAt?.getTime() ?? null,
    input,
    inputDetails: { included: true },
    output: output ?? null,
    outputDetails: output === undefined ? null : { included: true },
    error: error ?? null,
    cause: cause ?? null,
  };
}
