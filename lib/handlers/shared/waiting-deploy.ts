import { CfnCallback } from './cfn-response';

/** The deploy that started a release and waits for its end: item `DEPLOY#<releaseId>`. */
export interface WaitingDeploy extends CfnCallback {
  readonly version: string;
  readonly contentHash: string;
  /** Set when CloudFormation has its answer. */
  readonly answeredAt?: string;
  /** Set when the stack rolls back: a release that has not taken the lock by then must not go on. */
  readonly cancelledAt?: string;
}

/** Item that names the release that a deploy of the stack started last. */
export interface LastDeploy {
  readonly stackId: string;
  readonly releaseId: string;
}

export const LAST_DEPLOY_KEY = 'DEPLOY';

export function deployKey(releaseId: string): string {
  return `DEPLOY#${releaseId}`;
}
