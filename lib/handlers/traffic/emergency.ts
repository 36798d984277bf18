import { AlarmEvent, EmergencyEvent, EmergencyResult, RollbackReason } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { reasonOfReturn } from '../../core/ledger/reason-of-return';
import { isOnItsWayBack } from '../../core/ledger/return';
import { Decision, Transition } from '../../core/ledger/transition';
import { applyCommand } from '../../core/ledger/transitions';
import {
  decideEmergency,
  EmergencyDecision,
  HealthyTargets,
  reasonToIgnoreAlarm,
  reasonToIgnoreCall,
} from '../../core/traffic/emergency';
import { messageOf, nameOf } from '../shared/errors';
import { healthOfBoth, RouteState } from '../shared/traffic-route';
import { TrafficContext } from './context';
import { history } from './history';
import { writeStable } from './restore';

/** Who asks for an emergency rollback, and when it does not count. */
interface Request {
  readonly reason: Omit<RollbackReason, 'at'>;
  reasonToIgnore(ledger: Ledger): string | undefined;
}

/** An alarm's action: rolls the active release back if the alarm speaks about it. */
export async function onAlarm(context: TrafficContext, event: AlarmEvent): Promise<EmergencyResult> {
  const { alarmName, state } = event.alarmData;
  const own = context.ownAlarms();
  return rollBackNow(context, {
    reason: {
      trigger: 'alarm',
      reason: `alarm ${alarmName} fires: ${state.reason}`,
      evidence: { alarm: alarmName, alarmTime: state.timestamp ?? event.time },
    },
    reasonToIgnore: (ledger) => reasonToIgnoreAlarm(ledger, event.alarmData, own),
  });
}

/** An operator's call from the command line. */
export async function onOperator(context: TrafficContext, event: EmergencyEvent): Promise<EmergencyResult> {
  const { requestedBy, reason, from } = event;
  const request: Request = {
    reason: {
      trigger: 'operator',
      reason: `${requestedBy} asked to roll back: ${reason}`,
      evidence: { requestedBy, ...(from === undefined ? {} : { from }) },
    },
    reasonToIgnore: (current) => reasonToIgnoreCall(current, from),
  };
  const ledger = await context.store.read();
  const { release } = ledger;
  const misled = request.reasonToIgnore(ledger);
  if (misled !== undefined) return ignore(context, ledger, request, misled);
  // Somebody else was faster: an abort would undo what this call wants.
  if (release !== undefined && isOnItsWayBack(release))
    return { action: 'ignored', reason: reasonOfWaiting(release), weights: ledger.weights };
  if (release !== undefined && !release.trafficMayHaveMoved) return abortBeforeShift(context, release, event);
  return rollBackNow(context, request);
}

function reasonOfWaiting(release: ActiveRelease): string {
  return `${reasonOfReturn(release)}; traffic moves when it is healthy, by release ${release.releaseId}`;
}

/**
 * There is nothing to move back yet, and there must never be: the abort is written under the ledger's revision, so the shift, which
 * writes its intent the same way, either comes before it (then the rule is written back) or not at all.
 */
async function abortBeforeShift(
  context: TrafficContext,
  { releaseId }: ActiveRelease,
  event: EmergencyEvent,
): Promise<EmergencyResult> {
  const { requestedBy: by, reason } = event;
  const { ledger } = await context.store.apply({ kind: 'request-abort', releaseId, reason, by });
  if (ledger.release?.trafficMayHaveMoved === true) return onOperator(context, event);
  return { action: 'ignored', reason: 'the release has not moved traffic yet; it is aborted', weights: ledger.weights };
}

/**
 * Needs no lock and no workflow. Everything is read at once; then one write of the decision, one of the rule, one read-back,
 * one write of the result: four calls one after the other.
 */
async function rollBackNow(context: TrafficContext, request: Request): Promise<EmergencyResult> {
  const { store, route } = context;
  const [ledger, state, healthy] = await Promise.all([store.read(), route.read(), healthOfBoth(route)]);
  const first = decide(ledger, healthy, request);
  if (first.kind === 'ignore') return ignore(context, ledger, request, first.reason);
  if (isDone(ledger, state)) return ignore(context, ledger, request, 'the release was rolled back already');

  const flagged = await decideInLedger(context, ledger, healthy, request);
  const decision = decide(flagged, healthy, request);
  if (decision.kind === 'ignore') return ignore(context, flagged, request, decision.reason);
  const release = flagged.release as ActiveRelease; // without one the decision is to ignore
  if (decision.kind === 'hold') {
    const { reason } = decision;
    await history(context, eventOf(context, release, { kind: 'hold', reason, evidence: evidenceOf(request, healthy) }));
    return { action: 'held', reason: decision.reason, weights: flagged.weights };
  }
  await writeStable(context, decision.stable);
  // The decision again, for one that could not be written before; otherwise this writes nothing.
  const decided = await store.apply(command(release, request, healthy), flagged);
  const { releaseId } = release;
  const restored = await store.apply(
    { kind: 'traffic-restored', releaseId, environment: decision.stable },
    decided.ledger,
  );
  return { action: 'rolled-back', reason: decision.reason, weights: restored.ledger.weights };
}

function decide(ledger: Ledger, healthy: HealthyTargets, request: Request): EmergencyDecision {
  const reason = request.reasonToIgnore(ledger);
  return reason === undefined ? decideEmergency(ledger, healthy) : { kind: 'ignore', reason };
}

/**
 * True when an earlier rollback of this release is complete. Only with the decision in the ledger before this reading may
 * the write be left out: a shift that writes later than the reading then sees the decision and puts the traffic back.
 */
function isDone(ledger: Ledger, state: RouteState): boolean {
  const release = ledger.release;
  if (release?.rollback === undefined || release.trafficRestoredAt === undefined) return false;
  return state.isOnlyOn(ledger.live?.environment);
}

/** Writes the decision. If the ledger can't be written, traffic goes back all the same: the rule matters more than the record. */
async function decideInLedger(
  context: TrafficContext,
  ledger: Ledger,
  healthy: HealthyTargets,
  request: Request,
): Promise<Ledger> {
  const decideOn = (current: Ledger): Transition => {
    const decision = decide(current, healthy, request);
    if (decision.kind === 'ignore') return { kind: 'unchanged', ledger: current, reason: decision.reason };
    return applyCommand(current, command(current.release as ActiveRelease, request, healthy), context.now());
  };
  try {
    return (await context.store.update(decideOn, ledger)).ledger;
  } catch (error) {
    context.logger.error('the decision was not written, traffic goes back all the same', {
      error: nameOf(error),
      text: messageOf(error),
    });
    return ledger;
  }
}

function command({ releaseId }: ActiveRelease, request: Request, healthy: HealthyTargets) {
  const reason = { ...request.reason, evidence: evidenceOf(request, healthy) };
  return { kind: 'decide-rollback', releaseId, reason } as const;
}

/** It tells how many targets each side had: an emergency does not wait for a stable side that is the smaller one. */
function evidenceOf({ reason }: Request, healthyTargets: HealthyTargets): Decision['evidence'] {
  return { ...reason.evidence, healthyTargets };
}

async function ignore(
  context: TrafficContext,
  ledger: Ledger,
  { reason: { trigger, evidence } }: Request,
  reason: string,
): Promise<EmergencyResult> {
  const kind = trigger === 'alarm' ? 'ignored-alarm' : 'ignored-call';
  if (ledger.release !== undefined)
    await history(context, eventOf(context, ledger.release, { kind, reason, evidence }));
  context.logger.info('emergency call ignored', { reason, ...evidence });
  return { action: 'ignored', reason, weights: ledger.weights };
}

function eventOf(
  context: TrafficContext,
  { releaseId, phase }: ActiveRelease,
  { kind, reason, evidence }: Pick<Decision, 'kind' | 'reason' | 'evidence'>,
): Decision {
  return { releaseId, kind, at: context.now().toISOString(), reason, evidence: { phase, ...evidence } };
}
