import { CheckSpec, ErrorName, PreparedRelease, SmokeRequest, WatchResult } from '../../../lib/contract';
import { ModelAccount } from './model-account';

/** The hosting's function, and how its environments are compared. */
export interface Hosting {
  readonly entry: 'environment-ecs' | 'environment-sagemaker' | 'environment-variants';
  readonly parity: CheckSpec;
}

const PARITY = { name: 'parity', allowedDifferences: [], versionEnvironment: [] };

export const ECS: Hosting = {
  entry: 'environment-ecs',
  parity: { kind: 'parity', ...PARITY, containerName: 'model' },
};

export const SAGEMAKER: Hosting = {
  entry: 'environment-sagemaker',
  parity: { kind: 'sagemaker-parity', ...PARITY, autoScaled: true },
};

export const VARIANTS: Hosting = {
  entry: 'environment-variants',
  parity: { kind: 'sagemaker-parity', ...PARITY, autoScaled: false },
};

/** Calls the functions in the workflow's order, without the workflow. The release id is the execution's name. */
export class ReleaseByHand {
  readonly releaseId: string;
  readonly executionArn: string;

  constructor(
    private readonly account: ModelAccount,
    private readonly version: string,
    private readonly hosting: Hosting = ECS,
  ) {
    this.releaseId = `${version}-by-hand`;
    this.executionArn = `${account.stateMachineArn.replace(':stateMachine:', ':execution:')}:${this.releaseId}`;
  }

  prepare(image = `models/iris:${this.version}`): Promise<PreparedRelease> {
    const { releaseId, executionArn, version } = this;
    return this.account.call('release', { action: 'prepare', releaseId, executionArn, input: { version, image } });
  }

  lookBefore(): Promise<WatchResult> {
    return this.account.call('watch', { action: 'before', releaseId: this.releaseId });
  }

  watch(now?: number): Promise<WatchResult> {
    return this.account.call('watch', { action: 'watch', releaseId: this.releaseId }, now);
  }

  environment<Result>(action: 'provision' | 'poll' | 'settle'): Promise<Result> {
    return this.account.call(this.hosting.entry, { action, releaseId: this.releaseId });
  }

  /** Again while the environment is busy, as the workflow does; nothing that moto does takes time. */
  async retire<Result>(which: 'old' | 'failed'): Promise<Result> {
    const event = { action: 'retire', releaseId: this.releaseId, which };
    try {
      return await this.account.call<Result>(this.hosting.entry, event);
    } catch (error) {
      if ((error as Error).name !== ErrorName.ENVIRONMENT_BUSY) throw error;
      return this.account.call(this.hosting.entry, event);
    }
  }

  parity<Result>(): Promise<Result> {
    return this.account.call('check', { action: 'check', releaseId: this.releaseId, spec: this.hosting.parity });
  }

  smoke<Result>(request: SmokeRequest): Promise<Result> {
    const spec: CheckSpec = { kind: 'smoke', name: 'smoke', requests: [request], attempts: 1, timeoutMs: 10_000 };
    return this.account.call('check', { action: 'check', releaseId: this.releaseId, spec });
  }

  shift<Result>(stepIndex: number): Promise<Result> {
    return this.account.call('traffic', { action: 'shift', releaseId: this.releaseId, stepIndex });
  }

  rollBack<Result>(): Promise<Result> {
    const cause = { Error: 'CheckFailed', Cause: '{"check":"smoke","status":"FAIL","reason":"the test says so"}' };
    return this.account.call('traffic', { action: 'rollback', releaseId: this.releaseId, cause });
  }

  release<Result>(action: 'promote' | 'rolled-back' | 'finish'): Promise<Result> {
    return this.account.call('release', { action, releaseId: this.releaseId });
  }

  phase<Result>(phase: string): Promise<Result> {
    return this.account.call('release', { action: 'phase', releaseId: this.releaseId, phase });
  }

  /** Up to the checks, with a version that is ready in its environment. */
  async fill(): Promise<PreparedRelease> {
    const prepared = await this.prepare();
    await this.environment('provision');
    await this.environment('poll');
    return prepared;
  }

  /** From the checks to the end. The first release of a model has one step, whatever its plan says. */
  async promote(steps = 1): Promise<void> {
    await this.parity();
    for (let step = 0; step < steps; step++) await this.shift(step);
    await this.phase('baking');
    await this.release('promote');
    await this.environment('settle');
    await this.retire('old');
    await this.release('finish');
  }
}
