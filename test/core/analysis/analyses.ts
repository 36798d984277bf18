import { AnalysisPlan, Counts, PlannedGuardrail } from '../../../lib/contract';
import { Minutes, readMinutes, Sides } from '../../../lib/core/analysis/read';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { at, ledgerIn, RELEASE_2, T0 } from '../ledger/ledgers';

export const ERRORS: PlannedGuardrail = {
  ...guardrail({ name: 'errors', kind: 'errors' }),
  source: { kind: 'failed-requests' },
  required: true,
};
export const SLOW: PlannedGuardrail = {
  ...guardrail({ name: 'slow-p90', kind: 'latency' }),
  source: { kind: 'slow-requests', percentile: 90, sloSeconds: 1 },
  required: true,
};
export const DECLINED: PlannedGuardrail = {
  ...guardrail({ name: 'declined', kind: 'events', ceiling: 0.02 }),
  source: { kind: 'own-metrics' },
  required: true,
};
export const LATE: PlannedGuardrail = {
  ...guardrail({ name: 'quality', kind: 'events', rollbackOnly: true }),
  source: { kind: 'own-metrics' },
  required: false,
};

export function planOf(guardrails: readonly PlannedGuardrail[], members: Partial<AnalysisPlan> = {}): AnalysisPlan {
  return { settings: judgeSettings(), guardrails, thresholds: [], ...members };
}

/** Release v2 in a phase, with an analysis in its plan and nothing read. */
export function judgedLedger(analysis: AnalysisPlan, phase: 'shifting' | 'baking' | 'standby' = 'shifting'): Ledger {
  const ledger = ledgerIn(phase);
  const { release } = ledger;
  if (release?.releaseId !== RELEASE_2) throw new Error('no release is active');
  return { ...ledger, release: { ...release, plan: { ...release.plan, analysis } } };
}

/** The same counts in each of so many minutes from the start of time. */
export function minutes(count: number, counts: Counts): Minutes<Counts> {
  return new Map(Array.from({ length: count }, (_, minute) => [Date.parse(at(60 * minute)) / 1000, counts]));
}

/** The ledger after so many minutes of counts for each guardrail. */
export function afterMinutes(ledger: Ledger, count: number, sides: Record<string, [Counts, Counts]>): Ledger {
  const { release } = ledger;
  const plan = release?.plan.analysis;
  if (release === undefined || plan === undefined) throw new Error('nothing is judged');
  const counts = Object.entries(sides).map(([name, [control, experiment]]): [string, Sides<Counts>] => [
    name,
    { control: minutes(count, control), experiment: minutes(count, experiment) },
  ]);
  const start = Date.parse(T0) / 1000;
  const begun = { latencies: {}, state: { startedAt: start, guardrails: {} } };
  const readings = { counts: Object.fromEntries(counts), bins: {}, values: {} };
  const { analysis } = readMinutes(plan, begun, readings, { first: start, last: start + 60 * (count - 1) });
  return { ...ledger, release: { ...release, analysis } };
}
