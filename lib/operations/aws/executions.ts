import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReleaseInput, ReturnInput } from '../../contract';
import { Connection } from '../connection';
import { OperationError } from '../operation-error';
import { DeployedModel } from './deployed-model';

/** How an execution stands. `GONE`: Step Functions forgot it, 90 days after its end. */
export interface ExecutionState {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'GONE';
  /** Name and text of the error that it ended with. */
  readonly error: string;
}

/** Executions of a model's workflow. */
export class Executions {
  private readonly client: SFNClient;

  constructor(
    private readonly model: DeployedModel,
    connection: Connection,
  ) {
    this.client = new SFNClient({ ...connection, region: model.region });
  }

  /** Starts the workflow; `releaseId` becomes the execution's name. Answers the execution's ARN. */
  async start(releaseId: string, input: ReleaseInput | ReturnInput): Promise<string> {
    const { stateMachineArn } = this.model;
    const { executionArn } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, name: releaseId, input: JSON.stringify(input) }),
    );
    if (executionArn === undefined) throw new OperationError(`${stateMachineArn} answered without an execution`);
    return executionArn;
  }

  /** The same for one that somebody else may have started: `alreadyThere`, running or ended, when the name is taken. */
  async startOnce(
    releaseId: string,
    input: ReturnInput,
  ): Promise<{ readonly executionArn: string; readonly alreadyThere: boolean }> {
    try {
      return { executionArn: await this.start(releaseId, input), alreadyThere: false };
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
      const machine = this.model.stateMachineArn.replace(':stateMachine:', ':execution:');
      return { executionArn: `${machine}:${releaseId}`, alreadyThere: true };
    }
  }

  async state(executionArn: string): Promise<ExecutionState> {
    try {
      const { status, error, cause } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return { status: status ?? 'GONE', error: [error, cause].filter((part) => part !== undefined).join(': ') };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return { status: 'GONE', error: '' };
      throw error;
    }
  }
}
