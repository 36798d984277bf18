import { EnvironmentName, ENVIRONMENTS, JUDGE_VERDICT, otherEnvironment, Weights } from '../../contract';
import { judgedSoFar } from '../../core/analysis/so-far';
import { Ledger } from '../../core/ledger/ledger';
import { PermissionUsage } from '../aws/iam/usage';
import { InvocationRecord } from '../lambda/invocation-record';
import { TargetTotals } from '../traffic/collector';
import { LatencyHistogram } from '../traffic/latency';
import { LoadSummary } from '../traffic/load-messages';
import { AlarmNumbers } from './alarm-numbers';
import { firingAlarms } from './doubt';
import { EntryOf } from './function-entries';
import { EnvironmentFacts, MemoryFacts, RehearsalRecord, RequestTotals, RollbackFacts, SwitchFacts } from './record';
import { alarmBefore, RuleChange, Story } from './story';

/** Production requests, from the load generator and from the router. */
export function requestTotals(
  load: LoadSummary,
  totals: readonly TargetTotals[],
  versionOf: (total: TargetTotals) => string,
): RequestTotals {
  const latency = new LatencyHistogram();
  latency.addDistribution(load.latency);
  const percentile = (percent: number) => latency.percentile(percent) ?? 0;
  return {
    sent: load.sent,
    failed: Object.values(load.failures).reduce((sum, count) => sum + count, 0),
    dropped: load.dropped,
    failures: load.failures,
    byVersion: sumByVersion(totals, versionOf, ({ sent }) => sent),
    failedByVersion: sumByVersion(totals, versionOf, ({ failed }) => failed),
    latencyMs: { p50: percentile(50), p90: percentile(90), p99: percentile(99), max: percentile(100) },
  };
}

/** Requests by version, of versions that have some. */
export function sumByVersion(
  totals: readonly TargetTotals[],
  versionOf: (total: TargetTotals) => string,
  count: (total: TargetTotals) => number,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const total of totals) {
    if (count(total) === 0) continue;
    const version = versionOf(total);
    sums[version] = (sums[version] ?? 0) + count(total);
  }
  return sums;
}

/** How traffic went to the new version. */
export function switchFacts(
  story: Pick<Story, 'ruleChanges' | 'cohortChanges'>,
  environment: EnvironmentName | undefined,
): SwitchFacts {
  if (environment === undefined) return { ruleChanges: 0, cohortChanges: 0, lastOldRequestMs: null };
  const moves = story.ruleChanges.filter(({ weights }) => weights[environment] > 0);
  const last = moves.at(-1);
  return {
    ruleChanges: moves.length,
    cohortChanges: story.cohortChanges.filter((weights) => weights[environment] > 0).length,
    lastOldRequestMs: last === undefined ? null : lastOldRequestMs(last, otherEnvironment(environment)),
  };
}

function lastOldRequestMs({ weights, wallMs, lastSentWallMs }: RuleChange, old: EnvironmentName): number | null {
  if (weights[old] > 0) return null;
  const lastOld = lastSentWallMs?.[old];
  return lastOld === undefined ? 0 : Math.max(0, Math.round(lastOld - wallMs));
}

/** What an environment made of its share of the production requests. */
export function environmentFacts(
  version: string | undefined,
  totals: readonly Pick<TargetTotals, 'ip' | 'sent' | 'failed'>[],
  answers: LatencyHistogram | undefined,
): EnvironmentFacts {
  const sum = (member: 'sent' | 'failed', of = totals) => of.reduce((all, each) => all + each[member], 0);
  const taskless = totals.filter(({ ip }) => ip === '');
  const [p50, p99] = [50, 99].map((percent) => answers?.percentile(percent));
  return {
    version: version ?? null,
    requests: sum('sent'),
    failed: sum('failed'),
    withoutTask: sum('failed', taskless),
    answerMs: p50 === undefined || p99 === undefined ? null : { p50, p99 },
  };
}

/**
 * Why and how fast traffic went back; null for a release that was not rolled back.
 *
 * @param serverOutput the last that the new version's servers wrote
 */
export function rollbackFacts(story: Story, serverOutput: string): RollbackFacts | null {
  const rollback = story.release?.rollback;
  if (rollback === undefined) return null;
  const alarmName = firingAlarms(rollback.evidence)[0] ?? null;
  const decidedAt = Date.parse(rollback.at);
  const alarm = alarmBefore(story.alarms, alarmName, decidedAt);
  const detectedWallMs = alarm?.wallMs ?? story.decidedWallMs;
  const since = (wallMs: number | undefined) =>
    detectedWallMs === undefined || wallMs === undefined ? null : Math.max(0, Math.round(wallMs - detectedWallMs));
  const restoring = story.ruleChanges.at(-1);
  return {
    trigger: rollback.trigger,
    reason: rollback.reason,
    alarm: alarmName,
    measured: alarm?.numbers === undefined ? null : measuredBy(alarm.numbers),
    faultToDetectedSeconds:
      story.faultVirtualMs === undefined ? null : ((alarm?.virtualMs ?? decidedAt) - story.faultVirtualMs) / 1000,
    faultToDetectedMs:
      story.faultWallMs === undefined || detectedWallMs === undefined
        ? null
        : Math.round(detectedWallMs - story.faultWallMs),
    alarmToRestoredMs: since(story.restoredWallMs),
    lastFailedVersionRequestMs: since(restoring?.lastSentWallMs?.[story.release?.environment ?? 'green']),
    serverOutput: rollback.evidence.error === 'ProvisionFailed' ? serverOutput : '',
    evidence: rollback.evidence,
  };
}

/** The judge's verdict on the release, or without one what it had counted when a rollback was decided. */
export function judgedFacts({ release }: Pick<Story, 'release'>): Pick<RehearsalRecord, 'judged' | 'judgedSoFar'> {
  if (release === undefined) return { judged: null, judgedSoFar: null };
  const verdict = release.verdicts.find(({ check }) => check === JUDGE_VERDICT);
  if (verdict !== undefined) return { judged: { status: verdict.status, reason: verdict.reason }, judgedSoFar: null };
  return { judged: null, judgedSoFar: judgedSoFar(release, release.rollback?.at ?? release.phaseSince) ?? null };
}

function measuredBy({ label, threshold, periodMs, breaches: [newest] }: AlarmNumbers): RollbackFacts['measured'] {
  if (newest === undefined) return null;
  const at = new Date(newest.at).toISOString();
  return { label, value: newest.value, limit: threshold, at, periodSeconds: periodMs / 1000 };
}

/** What is live in the end, and whether ledger and weights say the same. */
export function endState(ledger: Ledger, weights: Weights, deploy: string): RehearsalRecord['end'] {
  const live = ledger.live?.environment;
  const ledgerAgrees = ENVIRONMENTS.every((environment) => weights[environment] > 0 === (environment === live));
  return {
    liveVersion: ledger.live?.version ?? null,
    weights,
    lockFree: ledger.release === undefined,
    ledgerAgrees,
    deploy,
  };
}

/** Which permissions of the functions and the workflow were needed. */
export function permissionFacts(usage: readonly PermissionUsage[]): RehearsalRecord['permissions'] {
  const unused = usage.filter(({ uses }) => uses === 0);
  return {
    granted: usage.length,
    used: usage.length - unused.length,
    unused: unused.map(({ roleArn, action }) => `${roleArn.split('/').at(-1)} ${action}`),
  };
}

/** The most memory that each function held, by its entry; functions of others are left out. */
export function memoryFacts(
  invocations: readonly Pick<InvocationRecord, 'functionName' | 'memory'>[],
  entryOf: EntryOf,
): RehearsalRecord['memory'] {
  const facts: Record<string, MemoryFacts> = {};
  for (const { functionName, memory } of invocations) {
    const entry = entryOf(functionName);
    if (entry === undefined || memory.usedMb <= (facts[entry]?.usedMb ?? 0)) continue;
    facts[entry] = memory;
  }
  return facts;
}
