import { AlarmNames, EnvironmentName, OwnGuardrail, Phase, WatchEvent, WatchResult } from '../../contract';
import { judgeVerdict } from '../../core/analysis/decide';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { bakeVerdict } from '../../core/bake';
import { look, lookBefore, measuredSince, Sight } from '../../core/watch';
import { goingOn, invalidInput } from '../shared/errors';
import { RouteReading, weightsToCompare } from '../shared/traffic-route';
import { CloudWatch } from '../shared/metric-points';
import { readAlarms } from './alarms';
import { analyse } from './analysis/analyse';
import { Asking, askPeople } from './ask-people';
import { readMeasurement } from './metrics';
import { MinuteSource } from './minute-source';
import { protectCallers, Protecting } from './protect';

/** What a look works with. */
export interface WatchContext extends Protecting, Asking {
  readonly route: RouteReading;
  /** Where the minutes of an environment are read. */
  readonly minutes: (environment: EnvironmentName) => MinuteSource;
  /** Where the judge counts the requests of an environment. */
  readonly counts: (environment: EnvironmentName) => MinuteSource;
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
    readAlarms(context.cloudwatch, {
      own: [...alarms.blue, ...alarms.green, ...qualityAlarms(alarms, release.environment)],
      added: alarms.added,
    }),
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
  const first = await context.store.read();
  // An abort or a rollback is a finding of the look, not an error of it; only a lost lock is.
  const known = ownRelease(first, event.releaseId) ?? goingOn(first, event.releaseId);
  if (!WATCHED.includes(known.phase)) {
    throw invalidInput(
      `a release is watched from the traffic shift on, got phase ${known.phase}; check the order of the workflow's states`,
    );
  }
  const own = JSON.parse(event.guardrails ?? '[]') as readonly OwnGuardrail[];
  const { ledger, release, unjudged, unread } = await analyse({ ...context, own }, first, known);
  const seenNow = await see(context, ledger, release);
  const sight: Sight = { ...seenNow, unread, ...(unjudged === undefined ? {} : { unjudged }) };
  const seen = look(ledger, release, sight, context.now().toISOString());
  const result = await protectCallers(context, ledger, release, seen);
  await recordLook(context, release, result);
  if (result.evidence.asksPeople === true) await askPeople(context, ledger, release, result);
  await recordVerdicts(context, ledger, release, result);
  return result;
}

/** Of the bake and of the judge, when this look is the end of what they are about. */
async function recordVerdicts(
  { store }: WatchContext,
  ledger: Ledger,
  release: ActiveRelease,
  result: WatchResult,
): Promise<void> {
  const { releaseId } = release;
  let current = ledger;
  for (const verdictOf of [judgeVerdict, bakeVerdict]) {
    const verdict = verdictOf(release, result);
    if (verdict === undefined) continue;
    current = (await store.apply({ kind: 'record-verdict', releaseId, verdict }, current)).ledger;
  }
}

async function see(context: WatchContext, ledger: Ledger, release: ActiveRelease): Promise<Sight> {
  const { route, minutes, alarms, cloudwatch, now } = context;
  const { environment } = release;
  const names = { own: [...alarms[environment], ...qualityAlarms(alarms, environment)], added: alarms.added };
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

function qualityAlarms({ quality }: AlarmNames, environment: EnvironmentName): readonly string[] {
  return quality?.[environment] ?? [];
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
