import { ErrorName, RollbackReason, RollbackTrigger, WorkflowCause } from '../contract';
import { ActiveRelease } from './ledger/ledger';

const TRIGGERS: readonly RollbackTrigger[] = [
  'alarm',
  'watch',
  'judge',
  'check',
  'abort',
  'error',
  'operator',
  'execution-died',
];

/** Step Functions cuts nothing, but a ledger item is 400 KB at most; a sentence for people needs no more than this. */
const MAX_REASON_LENGTH = 500;

/** What the workflow caught, as the reason that the ledger keeps: who asked, one sentence, the numbers. */
export function reasonOfCause(cause: WorkflowCause, release: ActiveRelease): Omit<RollbackReason, 'at'> {
  if (release.abort !== undefined && cause.Error === ErrorName.RELEASE_ABORTED) return abortReason(release.abort);
  const detail = parseObject(cause.Cause);
  switch (cause.Error) {
    case 'CheckFailed':
      return reasonOfVerdict(cause, detail);
    case 'WatchFailed':
      return reasonOfWatch(cause, detail);
    case ErrorName.RELEASE_ABORTED:
      return { trigger: 'abort', reason: messageOf(cause, detail), evidence: {} };
    default:
      return {
        trigger: 'error',
        reason: `${cause.Error}: ${messageOf(cause, detail)}`,
        evidence: { error: cause.Error },
      };
  }
}

/** Text of a caught error: Lambda wraps it in JSON with `errorMessage`. */
export function messageOfCause(cause: WorkflowCause): string {
  return messageOf(cause, parseObject(cause.Cause));
}

function abortReason(abort: NonNullable<ActiveRelease['abort']>): Omit<RollbackReason, 'at'> {
  return {
    trigger: 'abort',
    reason: `${abort.by} asked to abort: ${abort.reason}`,
    evidence: { by: abort.by, askedAt: abort.at },
  };
}

function reasonOfVerdict(cause: WorkflowCause, verdict: Record<string, unknown>): Omit<RollbackReason, 'at'> {
  const name = typeof verdict.check === 'string' ? verdict.check : 'check';
  const status = typeof verdict.status === 'string' ? verdict.status : 'FAIL';
  return {
    trigger: 'check',
    reason: cut(`${name}: ${status}, ${messageOf(cause, verdict)}`),
    evidence: { ...evidenceOf(verdict), status },
  };
}

function reasonOfWatch(cause: WorkflowCause, look: Record<string, unknown>): Omit<RollbackReason, 'at'> {
  const evidence = evidenceOf(look);
  const trigger = TRIGGERS.find((known) => known === evidence.trigger) ?? 'watch';
  return { trigger, reason: messageOf(cause, look), evidence };
}

function evidenceOf(value: Record<string, unknown>): Record<string, unknown> {
  const { evidence } = value;
  return typeof evidence === 'object' && evidence !== null ? (evidence as Record<string, unknown>) : {};
}

function messageOf(cause: WorkflowCause, detail: Record<string, unknown>): string {
  const text = [detail.reason, detail.errorMessage].find((member) => typeof member === 'string' && member !== '');
  return cut(typeof text === 'string' ? text : cause.Cause === '' ? cause.Error : cause.Cause);
}

function cut(text: string): string {
  return text.length <= MAX_REASON_LENGTH ? text : `${text.slice(0, MAX_REASON_LENGTH - 1)}…`;
}

/** The JSON object in a text, or an empty one when it is plain text. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
