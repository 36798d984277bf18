import { PreparedRelease, WatchResult } from '../../../lib/contract';
import { ModelAccount } from './model-account';

/** Calls the functions in the workflow's order, without the workflow. The release id is the execution's name. */
export class ReleaseByHand {
  readonly releaseId: string;
  readonly executionArn: string;

  constructor(
    private readonly account: ModelAccount,
    private readonly version: string,
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
    return this.account.call('environment-ecs', { action, releaseId: this.releaseId });
  }

  retire<Result>(which: 'old' | 'failed'): Promise<Result> {
    return this.account.call('environment-ecs', { action: 'retire', releaseId: this.releaseId, which });
  }

  parity<Result>(): Promise<Result> {
    const spec = {
      kind: 'parity',
      name: 'parity',
      allowedDifferences: [],
      versionEnvironment: [],
      containerName: 'model',
    };
    return this.account.call('check', { action: 'check', releaseId: this.releaseId, spec });
  }

  shift<Result>(stepIndex: number): Promise<Result> {
    return this.account.call('traffic', { action: 'shift', releaseId: this.releaseId, stepIndex });
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

  /** From the checks to the end. */
  async promote(): Promise<void> {
    await this.parity();
    await this.shift(0);
    await this.phase('baking');
    await this.release('promote');
    await this.environment('settle');
    await this.retire('old');
    await this.release('finish');
  }
}
