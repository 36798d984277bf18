/** Waits until somebody approves the release. */
export interface ApprovalSpec {
  readonly kind: 'approval';
  readonly name: string;
  /** Seconds after which nobody's answer counts any more. */
  readonly timeoutSeconds: number;
  /** Nobody is asked otherwise: only a version that nobody should go back behind has to be approved. Left out: every version. */
  readonly when?: 'roll-forward-only';
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

/** What somebody is asked. */
export interface ApprovalQuestion {
  readonly releaseId: string;
  readonly check: string;
  /** ISO time of the first look. */
  readonly askedAt: string;
}

/** Keys of the items that answers stand in. */
export const ApprovalKey = {
  /** The condition key `dynamodb:LeadingKeys` knows it. */
  partition: (modelName: string) => `${modelName}#approval`,
  /** With the time of the question, which nobody knows before it is asked: an answer is to one question only. */
  item: ({ releaseId, check, askedAt }: ApprovalQuestion) => `${releaseId}#${check}#${askedAt}`,
} as const;
