import { AlarmNames, EnvironmentName, Phase, WatchEvent, WatchResult } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { bakeVerdict } from '../../core/bake';
import { look, lookBefore, measuredSince, Sight } from '../../core/watch';
import { goingOn, invalidInput } from '../shared/errors';
import { RouteReading, weightsToCompare } from '../shared/traffic-route';
import { CloudWatch, readAlarms } from './alarms';
import { readMeasurement } from './metrics';
import { MinuteSource } from './minute-source';
import { protectCallers, Protecting } from './protect';

/** What a look works with. */
export interface WatchContext extends Protecting {
  readonly route: RouteReading;
  /** Where the minutes of an environment are read. */
  readonly minutes: (environment: EnvironmentName) => MinuteSource;
  readonly cloudwatch: CloudWatch;
  readonly alarms: AlarmNames;
}

/** Phases in which time passes under watch; `rolling-back` is what an emergency rollback makes of them. */
const WATCHED: readonly Phase[] = ['shifting', 'baking', 'standby', 'retiring', 'rolling-back', 'retiring-failed'];

/**
 * The look before the start, at the alarms of both environments and at the rule. An obstacle ends the release as refused: that is
 * decided here, because on this way no traffic has to be brought back.
 */
export async function lookBeforeStart(context: WatchContext, event: WatchEvent): Promise<WatchResult> {
  const { store, alarms } = context;
  const ledger = await store.read();
  const known = ownRelease(ledger, event.releaseId);
  if (known?.rollback?.evidence.beforeStart === true) {
    return { decision: 'roll-back', reason: known.rollback.reason, evidence: known.rollback.evidence };
  }
  const release = goingOn(ledger, event.releaseId);
  const [reading, state] = await Promise.all([
    readAlarms(context.cloudwatch, { own: [...alarms.blue, ...alarms.green], added: alarms.added }),
    context.route.read(),
  ]);
  const result = lookBefore(ledger, release, {
    alarms: reading,
    weights: weightsToCompare(state, ledger.weights),
    cohort: state.cohort,
  });
  if (result.decision === 'roll-back') {
    const { reason, evidence } = result;
    await store.apply(
      { kind: 'decide-rollback', releaseId: event.releaseId, reason: { trigger: 'watch', reason, evidence } },
      ledger,
    );
  } else {
    await recordLook(context, release, result);
  }
  return result;
}

/** A look while traffic moves, bakes or stands by. */
export async function lookAt(context: WatchContext, event: WatchEvent): Promise<WatchResult> {
  const ledger = await context.store.read();
  // An abort or a rollback is a finding of the look, not an error of it; only a lost lock is.
  const release = ownRelease(ledger, event.releaseId) ?? goingOn(ledger, event.releaseId);
  if (!WATCHED.includes(release.phase)) {
    throw invalidInput(
      `a release is watched from the traffic shift on, got phase ${release.phase}; check the order of the workflow's states`,
    );
  }
  const seen = look(ledger, release, await see(context, ledger, release), context.now().toISOString());
  const result = await protectCallers(context, ledger, release, seen);
  await recordLook(context, release, result);
  const verdict = bakeVerdict(release, result);
  if (verdict !== undefined) {
    await context.store.apply({ kind: 'record-verdict', releaseId: release.releaseId, verdict }, ledger);
  }
  return result;
}

async function see(context: WatchContext, ledger: Ledger, release: ActiveRelease): Promise<Sight> {
  const { route, minutes, alarms, cloudwatch, now } = context;
  const names = { own: alarms[release.environment], added: alarms.added };
  const since = measuredSince(release);
  const measuring =
    since === undefined
      ? undefined
      : readMeasurement(cloudwatch, minutes(release.environment), { since: new Date(since), until: now() });
  const [reading, state, healthyTargets, measured] = await Promise.all([
    readAlarms(cloudwatch, names),
    route.read(),
    route.healthyTargets(release.environment),
    measuring,
  ]);
  const weights = weightsToCompare(state, ledger.weights);
  const { cohort } = state;
  return { alarms: reading, weights, cohort, healthyTargets, ...(measured === undefined ? {} : { measured }) };
}

async function recordLook(context: WatchContext, release: ActiveRelease, result: WatchResult): Promise<void> {
  await context.store.record({
    releaseId: release.releaseId,
    kind: 'look',
    at: context.now().toISOString(),
    reason: `${result.decision}: ${result.reason}`,
    evidence: { phase: release.phase, ...result.evidence },
  });
}
