import { Outcome } from '../../../lib/rehearsal/asl';
import { ExecutionRequest, ExecutionRunner } from '../../../lib/rehearsal/aws/states/execution-runner';

/** Executions that run until the test ends them. */
export class HeldExecutions implements ExecutionRunner {
  readonly requests: ExecutionRequest[] = [];
  private readonly ends = new Map<string, (outcome: Outcome) => void>();

  validate(): void {}

  run(request: ExecutionRequest): Promise<Outcome> {
    this.requests.push(request);
    return new Promise((resolve) => this.ends.set(request.name, resolve));
  }

  end(name: string, outcome: Outcome): void {
    this.ends.get(name)?.(outcome);
  }

  endAll(): void {
    for (const name of this.ends.keys()) this.end(name, { status: 'SUCCEEDED', output: {} });
  }
}
