import type { MapRunDefinition } from '../../asl';
import { AwsError } from '../service';
import type { ExecutionRecord } from './executions';
import { StateMachineRecord } from './state-machines';

/** A Map Run under way: what starts with its ARN is one of its child executions. */
export interface MapRunRecord {
  readonly arn: string;
  readonly definition: MapRunDefinition;
  /** `<machine>/<label>`, as child executions name their state machine. */
  readonly machine: StateMachineRecord;
  /** Of children that nobody has asked for yet, by ARN. */
  readonly ends: Map<string, Promise<ExecutionRecord>>;
}

/** The Map Runs under way, by ARN. */
export class OpenMapRuns {
  private readonly runs = new Map<string, MapRunRecord>();

  open(machine: StateMachineRecord, definition: MapRunDefinition, id: string): MapRunRecord {
    const { label } = definition;
    const run: MapRunRecord = {
      arn: `${machine.arn.replace(':stateMachine:', ':mapRun:')}/${label}:${id}`,
      definition,
      machine: { ...machine, arn: `${machine.arn}/${label}`, name: `${machine.name}/${label}` },
      ends: new Map(),
    };
    this.runs.set(run.arn, run);
    return run;
  }

  /** Throws ValidationException for one that has ended or never began. */
  get(arn: string): MapRunRecord {
    const run = this.runs.get(arn);
    if (run !== undefined) return run;
    throw new AwsError('ValidationException', `mapRunArn must be that of a Map Run under way, got ${arn}`);
  }

  close(arn: string): void {
    this.runs.delete(arn);
  }
}
