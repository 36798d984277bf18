import { createHash } from 'node:crypto';
import {
  ExecutionEvent,
  FunctionError,
  functionError,
  Json,
  LambdaInvocationError,
  Outcome,
  parseStateMachine,
  runExecution,
} from '../asl';
import { Account } from '../aws/account';
import { AwsError, Caller } from '../aws/service';
import { ExecutionRequest, ExecutionRunner } from '../aws/states/execution-runner';
import { accountMapRuns } from './account-map-runs';
import { nestedRuns } from './nested-runs';

export interface InterpreterRunnerProps {
  readonly account: Account;
  readonly seed: number;
  readonly onEvent?: (executionName: string, event: ExecutionEvent) => void;
}

/** As long as a handler may run in real time (see `LambdaRuntime`): a busy machine is no timeout of the workflow. */
const MINIMUM_TASK_MS = 10_000;

/** Runs the template's own state machines with the interpreter; tasks invoke the emulated Lambda with the machine's role. */
export class InterpreterRunner implements ExecutionRunner {
  constructor(private readonly props: InterpreterRunnerProps) {}

  validate(definition: string): void {
    parseStateMachine(definition);
  }

  run(request: ExecutionRequest): Promise<Outcome> {
    const { account, seed, onEvent } = this.props;
    const caller: Caller = { kind: 'role', roleArn: request.roleArn };
    return runExecution({
      ...request,
      machine: request.processor ?? parseStateMachine(request.definition),
      clock: account.clock,
      seed: seed + hashOf(request.name),
      minimumTaskMs: MINIMUM_TASK_MS,
      invokeLambda: async (functionArn, payload) => ({ payload: await this.invoke(functionArn, payload, caller) }),
      mapRuns: accountMapRuns(account, request, caller),
      runNested: nestedRuns(account, request, caller),
      // Of the thousand children of a Map Run nobody wants to see each step.
      ...(request.processor === undefined && { onEvent: (event: ExecutionEvent) => onEvent?.(request.name, event) }),
    });
  }

  private async invoke(functionArn: string, payload: Json, caller: Caller): Promise<Json> {
    const answer = await this.call(functionArn, payload, caller);
    const value = JSON.parse(Buffer.from(answer.Payload).toString('utf8')) as Json;
    if (answer.FunctionError !== undefined) throw functionError(value as unknown as FunctionError);
    return value;
  }

  private async call(functionArn: string, payload: Json, caller: Caller): Promise<any> {
    try {
      // The function holds the clock while it works, and lets go while it pauses.
      const input = { FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(payload)) };
      return await this.props.account.call('lambda', 'Invoke', input, caller);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new LambdaInvocationError(`Lambda.${error.code}`, error.message); // as Step Functions names service errors
    }
  }
}

/** Different executions draw different jitter, the same one always the same. */
function hashOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt16BE(0);
}
