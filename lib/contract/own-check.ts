import { EnvironmentName } from './environment';
import { WorkflowCause } from './payloads/workflow';

/** A check of the user's own: a Lambda function that is called by the workflow. */
export interface LambdaCheckSpec {
  readonly kind: 'lambda';
  readonly name: string;
  readonly advisory?: true;
  readonly functionArn: string;
  /** Whatever the user wants the function to be told besides. */
  readonly input: unknown;
  readonly timeoutSeconds: number;
}

/** A check of the user's own: a state machine that the workflow starts and waits for. */
export interface StateMachineCheckSpec {
  readonly kind: 'state-machine';
  readonly name: string;
  readonly advisory?: true;
  readonly stateMachineArn: string;
  /** Whatever the user wants the state machine to be told besides. */
  readonly input: unknown;
  readonly timeoutSeconds: number;
}

/** A check that the workflow runs without any function of ours. */
export type OwnCheckSpec = LambdaCheckSpec | StateMachineCheckSpec;

/** What the user's function, or state machine, is called with. */
export interface OwnCheckInput {
  readonly modelName: string;
  readonly releaseId: string;
  readonly version: string;
  /** Environment that the version is in, which gets no production traffic yet. */
  readonly environment: EnvironmentName;
  /** Environment that is live, or '' on the first release. */
  readonly liveEnvironment: EnvironmentName | '';
  /**
   * `http://host:port` where header `x-model-environment` selects the environment, reachable in the VPC; '' with
   * `SageMakerRouting.variantWeights()`.
   */
  readonly testEndpoint: string;
  /** SageMaker endpoint, whose variants are called like the environments, with `SageMakerRouting.variantWeights()`; else ''. */
  readonly endpointName: string;
  readonly input: unknown;
}

/** What it answers. Anything else is `INSUFFICIENT_DATA`. */
export interface OwnCheckResult {
  readonly status: 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA';
  /** One sentence for people. */
  readonly reason: string;
  /** Numbers and failing items, 8 kB of JSON at most; never payloads. */
  readonly evidence?: Record<string, unknown>;
}

/** Records how a check ended that the check function did not run itself, or that failed. */
export interface RecordCheckEvent {
  readonly action: 'record';
  readonly releaseId: string;
  readonly name: string;
  readonly advisory?: true;
  /** What the user's function, or state machine, answered. */
  readonly result?: unknown;
  /** Why there is no result. */
  readonly cause?: WorkflowCause;
}
