import { OwnCheckResult, Verdict, WorkflowCause } from '../contract/index';
import { messageOfCause } from './cause';

/** The ledger keeps the evidence of all checks in one item of 400 KB. */
export const MAX_EVIDENCE_BYTES = 8 * 1024;
const MAX_REASON_LENGTH = 500;
const STATUSES: readonly string[] = ['PASS', 'FAIL', 'INSUFFICIENT_DATA'] satisfies OwnCheckResult['status'][];

/** What a check of the user's own answered, as a verdict. What breaks the contract has not measured anything. */
export function verdictOfResult(check: string, result: unknown): Verdict {
  const problem = problemOf(result);
  if (problem !== undefined) return insufficient(check, `the check must answer {status, reason, evidence}, ${problem}`);
  const { status, reason, evidence = {} } = result as OwnCheckResult;
  return { check, status, reason: reason.slice(0, MAX_REASON_LENGTH), evidence };
}

/** A check that died has not measured anything. */
export function verdictOfFailure(check: string, cause: WorkflowCause): Verdict {
  const { Error: error, Cause: text } = executionFailure(cause) ?? cause;
  const reason = `the check did not end: ${error}: ${messageOfCause({ Error: error, Cause: text })}`;
  return insufficient(check, reason.slice(0, MAX_REASON_LENGTH));
}

/** Why a state machine failed: Step Functions describes its execution where the error of a function stands. */
function executionFailure({ Cause }: WorkflowCause): WorkflowCause | undefined {
  const execution = jsonOrUndefined(Cause);
  if (!isObject(execution) || typeof execution.ExecutionArn !== 'string') return undefined;
  const { Status: status, Error: error = status, Cause: cause = '' } = execution;
  return { Error: String(error), Cause: String(cause) };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function insufficient(check: string, reason: string): Verdict {
  return { check, status: 'INSUFFICIENT_DATA', reason, evidence: {} };
}

function problemOf(result: unknown): string | undefined {
  if (!isObject(result)) return `got ${result === null ? 'null' : typeof result}`;
  const { status, reason, evidence } = result;
  if (typeof status !== 'string' || !STATUSES.includes(status)) {
    return `with status ${STATUSES.join(', ')}, got ${JSON.stringify(status)}`;
  }
  if (typeof reason !== 'string' || reason === '') return 'with a reason, got none';
  if (evidence !== undefined && !isObject(evidence)) return 'with evidence that is an object';
  const bytes = Buffer.byteLength(JSON.stringify(evidence ?? {}));
  return bytes <= MAX_EVIDENCE_BYTES
    ? undefined
    : `with evidence of ${MAX_EVIDENCE_BYTES} bytes at most, got ${bytes}; keep the rest in a bucket`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
