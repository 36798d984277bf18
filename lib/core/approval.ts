import { ApprovalAnswer, ApprovalSpec, Verdict } from '../contract/index';
import { ActiveRelease } from './ledger/ledger';
import { secondsBetween } from './time';

/** What a look at an approval comes to. `waitSeconds` is 0 when it is over. */
export interface ApprovalLook {
  readonly verdict: Verdict;
  readonly waitSeconds: number;
}

/** Somebody who answers at once should not wait long, and somebody who answers after hours does not notice five minutes. */
const SHORTEST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 300;
/** A look at a twentieth of the time passed so far: an execution has a limited number of events. */
const LOOKS_PER_DOUBLING = 20;

/** When an approval was asked for; kept as the evidence of its PENDING verdict. */
export interface ApprovalRequest {
  readonly askedAt: string;
  readonly until: string;
}

/** Goes on with an approval, or begins it. Time alone never passes it. */
export function lookAtApproval(
  spec: ApprovalSpec,
  known: Verdict | undefined,
  answer: ApprovalAnswer | undefined,
  now: string,
): ApprovalLook {
  const request = known === undefined ? newRequest(spec, now) : requestOf(known);
  if (answer !== undefined && isInTime(request, answer)) return over(answered(spec, request, answer));
  const left = secondsBetween(now, request.until);
  if (left <= 0) return over(unanswered(spec, request));
  const reason = `nobody has answered yet; without an answer by ${request.until} the release goes back`;
  return {
    verdict: { check: spec.name, status: 'PENDING', reason, evidence: { ...request } },
    waitSeconds: Math.ceil(Math.min(waitAfter(secondsBetween(request.askedAt, now)), left)),
  };
}

/** Whether an answer came before the release went back for want of one, however late it is looked at. */
export function isInTime({ until }: ApprovalRequest, { at }: Pick<ApprovalAnswer, 'at'>): boolean {
  return Date.parse(at) <= Date.parse(until);
}

/** Most looks that an approval takes. */
export function looksOfApproval({ timeoutSeconds }: Pick<ApprovalSpec, 'timeoutSeconds'>): number {
  let looks = 1;
  for (let elapsed = 0; elapsed < timeoutSeconds; elapsed += waitAfter(elapsed)) looks++;
  return looks;
}

/** When an approval by its PENDING verdict was asked for. */
export function requestOf(verdict: Verdict): ApprovalRequest {
  return verdict.evidence as unknown as ApprovalRequest;
}

/** The approval that a release waits for: the only check that has asked somebody, and has no verdict yet. */
export function awaited({ phase, verdicts, abort, rollback }: ActiveRelease): Verdict | undefined {
  if (phase !== 'checking' || abort !== undefined || rollback !== undefined) return undefined;
  return verdicts.find((verdict) => verdict.status === 'PENDING' && requestOf(verdict).until !== undefined);
}

function newRequest({ timeoutSeconds }: ApprovalSpec, now: string): ApprovalRequest {
  return { askedAt: now, until: new Date(Date.parse(now) + timeoutSeconds * 1000).toISOString() };
}

function waitAfter(elapsedSeconds: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, elapsedSeconds / LOOKS_PER_DOUBLING));
}

function answered(spec: ApprovalSpec, request: ApprovalRequest, answer: ApprovalAnswer): Verdict {
  const { decision, by, reason, at } = answer;
  const evidence = { ...request, decision, by, at };
  return decision === 'approve'
    ? { check: spec.name, status: 'PASS', reason: `${by} approved: ${reason}`, evidence }
    : { check: spec.name, status: 'FAIL', reason: `${by} declined: ${reason}`, evidence };
}

/** Says nothing about the version, which may be released again. */
function unanswered(spec: ApprovalSpec, request: ApprovalRequest): Verdict {
  const reason = `nobody answered from ${request.askedAt} to ${request.until}`;
  return { check: spec.name, status: 'INSUFFICIENT_DATA', reason, evidence: { ...request } };
}

function over(verdict: Verdict): ApprovalLook {
  return { verdict, waitSeconds: 0 };
}
