/** Waits until somebody approves the release. */
export interface ApprovalSpec {
  readonly kind: 'approval';
  readonly name: string;
  /** Seconds after which nobody's answer counts any more. */
  readonly timeoutSeconds: number;
}

/** What somebody answered; an item of the ledger table beside the ledger, so that IAM can tell approving from aborting. */
export interface ApprovalAnswer {
  readonly decision: 'approve' | 'decline';
  /** ARN of the caller, as the command line was told it by STS. */
  readonly by: string;
  readonly reason: string;
  /** ISO time. */
  readonly at: string;
}

/** Keys of the items that answers stand in. */
export const ApprovalKey = {
  /** The condition key `dynamodb:LeadingKeys` knows it. */
  partition: (modelName: string) => `${modelName}#approval`,
  item: (releaseId: string, check: string) => `${releaseId}#${check}`,
} as const;
