import { Guardrail, GuardrailEvidence, Judgement, JudgeSettings, JudgeState } from '../../contract/judge';
import { logWeightedMeanExp } from './e-process';
import { evidenceOf } from './evidence';
import { provenBad, provenGood, unproven } from './reason';
import { lastReadableMinute, MINUTE } from './state';

/** Guardrails, by name, that are not like the others at one look. */
export interface Exceptions {
  /** Those that could not be read. */
  readonly unmeasured?: readonly string[];
  /** Those that speak for a rollback as all do, and that a promotion does not wait for. */
  readonly notWaitedFor?: readonly string[];
}

/**
 * One look at what was read so far. `now` in epoch seconds.
 *
 * - FAIL, rollback: the guardrails' evidence, averaged by weight, reaches 1/alphaRollback. A mean holds under any dependence between
 *   guardrails, and is never less than the largest of M divided by M, which is what Bonferroni would compare.
 * - PASS, promote: each guardrail that a promotion waits for has evidence of 1/alphaPromote that the version is not bad by it, each one
 *   has counted `minimumRequests` of both sides in the minutes that they share, none has lost its traffic, and none is among those that
 *   are `unmeasured` at this look. All have to pass, so their number costs nothing.
 * - INSUFFICIENT_DATA otherwise: hold, until the time is over or the experiment's traffic has stopped. Then `onInconclusive`.
 */
export function judge(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  state: JudgeState,
  now: number,
  { unmeasured = [], notWaitedFor = [] }: Exceptions = {},
): Judgement {
  const waitedFor = guardrails.filter(({ name }) => !notWaitedFor.includes(name));
  assertJudgeable(waitedFor);
  const evidence = guardrails.map((rule) => evidenceOf(rule, state));
  const logE = logWeightedMeanExp(
    evidence.map((each, index) => ({ logE: each.logE, weight: guardrails[index].weight })),
  );
  const rollbackAt = -Math.log(settings.alphaRollback);
  const promoteAt = -Math.log(settings.alphaPromote);
  const open = waitedFor.filter(({ name }) => unmeasured.includes(name));
  const never = neverMeasured(waitedFor, state);
  // That traffic stopped is known of those alone that could be read.
  const readable = waitedFor.filter((rule) => !open.includes(rule));
  const stale = staleGuardrails(settings, readable, state, now);
  const numbers = { logE, rollbackAt, promoteAt, guardrails: evidence, neverMeasured: never, stale };

  if (logE >= rollbackAt) {
    return { ...numbers, verdict: 'FAIL', action: 'rollback', inconclusive: false, reason: provenBad(numbers) };
  }
  const asked = evidence.filter(({ name }) => !notWaitedFor.includes(name));
  const hasEnough = asked.every(
    ({ shared }) => Math.min(shared.control, shared.experiment) >= settings.minimumRequests,
  );
  const hasTraffic = hasEnough && stale.length === 0 && open.length === 0;
  if (hasTraffic && asked.every((each) => isProvenGood(each, promoteAt))) {
    const reason = provenGood({ ...numbers, guardrails: asked });
    return { ...numbers, verdict: 'PASS', action: 'promote', inconclusive: false, reason };
  }
  const isOver = now - state.startedAt >= settings.maxDurationSeconds;
  const inconclusive = isOver || stale.length > 0;
  const action = inconclusive ? actionWithoutProof(settings, { isOver, hasTraffic }) : 'hold';
  const reason = unproven({ ...numbers, guardrails: asked }, settings, { action, isOver, inconclusive });
  return { ...numbers, verdict: 'INSUFFICIENT_DATA', action, inconclusive, reason };
}

/** Guardrails for which no minute with a request of either side was read: their metrics do not exist, or are named wrongly. */
export function neverMeasured(guardrails: readonly Guardrail[], state: JudgeState): readonly string[] {
  return guardrails
    .map(({ name }) => name)
    .filter((name) => {
      const read = state.guardrails[name];
      return read === undefined || read.control.total + read.experiment.total === 0;
    });
}

/** Guardrails whose experiment had no request in the last minutes that could be read. */
export function staleGuardrails(
  settings: JudgeSettings,
  guardrails: readonly Guardrail[],
  state: JudgeState,
  now: number,
): readonly string[] {
  const oldest = lastReadableMinute(now, settings) - settings.staleMinutes * MINUTE;
  return guardrails
    .map(({ name }) => name)
    .filter((name) => (state.guardrails[name]?.lastSeen ?? state.startedAt - MINUTE) <= oldest);
}

function isProvenGood({ logESafe }: GuardrailEvidence, promoteAt: number): boolean {
  return logESafe === undefined || logESafe >= promoteAt;
}

/** A version without traffic or metrics is promoted by nobody: that it broke nothing is no proof. */
function actionWithoutProof(
  { onInconclusive }: JudgeSettings,
  { isOver, hasTraffic }: { readonly isOver: boolean; readonly hasTraffic: boolean },
): Judgement['action'] {
  switch (onInconclusive) {
    case 'rollback':
      return 'rollback';
    case 'manual':
      return 'hold';
    case 'promote':
      if (!isOver) return 'hold';
      return hasTraffic ? 'promote' : 'rollback';
    default:
      return onInconclusive satisfies never;
  }
}

function assertJudgeable(guardrails: readonly Guardrail[]): void {
  if (!guardrails.some(({ rollbackOnly }) => !rollbackOnly)) {
    throw new RangeError(
      'nothing could ever be promoted: add a guardrail of errors, latency or events to those that only roll back',
    );
  }
  const names = guardrails.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new RangeError(`guardrails must have names of their own, got ${twice.join(', ')} twice`);
}
