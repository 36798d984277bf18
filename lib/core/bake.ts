import { BAKE_VERDICT, MeasurementPlan, Verdict, VerdictStatus, WatchResult } from '../contract';
import { ActiveRelease, Ledger } from './ledger/ledger';
import { verdictOfBake } from './ledger/bake-verdict';
import { inWords, isOverLimits, measure, Measurement, MeasurementReading, secondsToMeasure } from './measurement';

/** What the end of a bake is decided on. */
export interface BakeSight {
  readonly reading: MeasurementReading;
  /** Alarms that the user added and that had no data. */
  readonly silentAlarms: readonly string[];
  /** Seconds that the bake time has been over; negative when somebody did not wait for its end. */
  readonly secondsOver: number;
  readonly now: string;
}

/**
 * What follows when the bake time is over and nothing spoke against the version. Quiet alarms prove nothing when there was too
 * little traffic for them to fire, so the bake ends well only when enough minutes were measured. Until then it is held, because the
 * newest minutes of load balancer metrics come late; after that it goes back. Where no minutes are required, somebody who did not wait
 * for the end of the bake still waits for as long as it takes to measure them: there may be some that speak against the version. Minutes
 * that break the alarms' own limits end it too: an alarm that is about to fire must not find the version promoted.
 */
export function endOfBake(
  ledger: Ledger,
  release: ActiveRelease,
  { reading, silentAlarms, secondsOver, now }: BakeSight,
): WatchResult {
  const { measurement: plan, bakeSeconds } = release.plan;
  if (bakeSeconds === 0) return { decision: 'done', reason: 'the plan has no bake time', evidence: {} };
  const minutes = reading.kind === 'read' ? reading.minutes : [];
  const numbers = measure(minutes, plan, now);
  const evidence = { ...numbers, required: plan };
  if (isOverLimits(minutes, plan, now)) return failed(`bad minutes in the bake: ${inWords(numbers)}`, 'FAIL', evidence);
  if (numbers.measuredMinutes >= plan.minutes && silentAlarms.length === 0) {
    return done('PASS', `the bake time is over: ${inWords(numbers)}`, evidence);
  }
  const missing = whatIsMissing(numbers, plan, { reading, silentAlarms });
  const exemption = reasonNotToRequireData(ledger, plan);
  const elapsed = bakeSeconds + secondsOver;
  const least =
    exemption === undefined ? bakeSeconds + plan.holdSeconds : Math.min(bakeSeconds, secondsToMeasure(plan));
  const left = Math.ceil(least - elapsed);
  if (left > 0) {
    const reason = `the bake is held for ${left} s more: ${missing}`;
    return { decision: 'continue', reason, evidence: { ...evidence, status: 'INSUFFICIENT_DATA' } };
  }
  if (exemption !== undefined) return done('INSUFFICIENT_DATA', `${missing}; ${exemption}`, evidence);
  return failed(`INSUFFICIENT_DATA: ${missing}; ${remedyFor(numbers, plan)}`, 'INSUFFICIENT_DATA', evidence);
}

/** The verdict of a bake that is done, for the ledger: no version is promoted without it. Undefined for any other look. */
export function bakeVerdict(release: ActiveRelease, { decision, reason, evidence }: WatchResult): Verdict | undefined {
  if (release.phase !== 'baking' || decision !== 'done' || verdictOfBake(release) !== undefined) return undefined;
  const { status, ...numbers } = evidence;
  return {
    check: BAKE_VERDICT,
    status: status === 'PASS' ? 'PASS' : 'INSUFFICIENT_DATA',
    reason,
    evidence: numbers,
  };
}

function failed(reason: string, status: VerdictStatus, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'roll-back', reason, evidence: { ...evidence, status, trigger: 'watch' } };
}

function done(status: VerdictStatus, reason: string, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'done', reason, evidence: { ...evidence, status } };
}

/** Before the first version is live nobody may be calling yet, and there is nothing better to go back to. */
function reasonNotToRequireData(ledger: Ledger, plan: MeasurementPlan): string | undefined {
  if (ledger.live === undefined) return 'promoted all the same, because it is the first version of the model';
  if (plan.otherwise === 'promote') return 'promoted all the same, as onInsufficientData declares';
  return undefined;
}

function whatIsMissing(
  numbers: Measurement,
  plan: MeasurementPlan,
  { reading, silentAlarms }: Pick<BakeSight, 'reading' | 'silentAlarms'>,
): string {
  if (reading.kind === 'failed') return `the metrics could not be read: ${reading.error}`;
  if (numbers.measuredMinutes >= plan.minutes) return `added alarms have no data: ${silentAlarms.join(', ')}`;
  return (
    `${plan.minutes} minutes with ${plan.minimumRequests} requests or more are needed, ` +
    `got ${numbers.measuredMinutes} (${numbers.requests} requests in all)`
  );
}

function remedyFor(numbers: Measurement, plan: MeasurementPlan): string {
  if (numbers.measuredMinutes >= plan.minutes) {
    return 'look why their metrics are missing, or let them treat missing data as notBreaching';
  }
  return 'send the version more traffic, bake longer, or lower alarms.minimumRequests';
}
