import { AwsError } from '../service';

export interface StateMachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly createdAt: Date;
}

/** The account's state machines by ARN. */
export class StateMachines {
  private readonly machines = new Map<string, StateMachineRecord>();

  find(arn: string): StateMachineRecord | undefined {
    return this.machines.get(arn);
  }

  get(arn: string): StateMachineRecord {
    const machine = this.machines.get(arn);
    if (machine !== undefined) return machine;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  put(machine: StateMachineRecord): void {
    this.machines.set(machine.arn, machine);
  }

  delete(arn: string): void {
    this.machines.delete(arn);
  }
}
