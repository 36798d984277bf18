import { MeasurementPlan, Phase, RollbackReason } from '../../contract';
import { judge } from '../../core/judge/judge';
import { ActiveRelease } from '../../core/ledger/ledger';
import { Measurement } from '../../core/measurement';

/** How late a rehearsal must have been to be behind a rollback that no alarm asked for, and what was measured then. */
export interface ExplainingLateness {
  readonly enoughMs: number;
  /** Beginning of a sentence, empty when nothing was measured. */
  readonly what: string;
  /** Of what was counted over a longer time: the phase with which that began, and the part of the time, 0 to 1, in which so much was late. */
  readonly counted?: { readonly since: Phase; readonly share: number };
}

/**
 * Enough for what is not measured in time: health checks wait for two real seconds, and whatever else waits for an answer in a
 * rehearsal waits longer.
 */
export const LATE_FOR_ANYTHING_MS = 2_000;

/** Undefined for what lateness never causes: the wish of people, a configuration that differs, a wrong answer. */
export function explainingLateness(release: ActiveRelease): ExplainingLateness | undefined {
  const { rollback } = release;
  if (rollback === undefined) return undefined;
  const { trigger, reason, evidence } = rollback;
  if (trigger === 'abort' || trigger === 'operator' || reason.startsWith('parity:')) return undefined;
  return (
    ofSmoke(evidence) ?? ofBake(evidence) ?? ofJudge(release, rollback) ?? { enoughMs: LATE_FOR_ANYTHING_MS, what: '' }
  );
}

/** A smoke check failed by wrong answers, or by slow ones: then by so many milliseconds. */
function ofSmoke({ requests }: RollbackReason['evidence']): ExplainingLateness | undefined {
  if (!Array.isArray(requests)) return undefined;
  const outcomes = requests as readonly { readonly failures?: readonly string[] }[];
  const failures = outcomes.flatMap(({ failures: own = [] }) => own);
  if (failures.length === 0) return undefined;
  return { enoughMs: Math.max(...failures.map(excessMs)), what: `${failures[0]}; ` };
}

/** Infinite for anything that is not a matter of time. */
function excessMs(failure: string): number {
  const [, limit, taken] = /^answer must take (\d+) ms at most, took (\d+) ms$/.exec(failure) ?? [];
  if (limit !== undefined && taken !== undefined) return Number(taken) - Number(limit);
  return failure.startsWith('no answer within ') ? LATE_FOR_ANYTHING_MS : Infinity;
}

/** The bake's own numbers had bad minutes without a failed request: they were slow. */
function ofBake(evidence: RollbackReason['evidence']): ExplainingLateness | undefined {
  const { status, failed, worstP99Seconds, required } = evidence as Partial<Measurement> & {
    readonly status?: unknown;
    readonly required?: MeasurementPlan;
  };
  if (status !== 'FAIL' || failed !== 0 || worstP99Seconds === undefined || required === undefined) return undefined;
  const { p99Seconds, p90Seconds } = required.limits;
  // With p99 within its limit it was p90, which is p99 at most.
  const limit = worstP99Seconds > p99Seconds ? p99Seconds : p90Seconds;
  const what = `the bake measured p99 ${worstP99Seconds} s at worst (limits p99 ${p99Seconds} s, p90 ${p90Seconds} s); `;
  return { enoughMs: (worstP99Seconds - limit) * 1000, what };
}

/**
 * The judge counted slow requests, and what it counted otherwise is no proof by itself. Held up for as long as the limit, any request is a
 * slow one, however fast the model is; those that the new version had more than the live one must all have been.
 */
function ofJudge(
  { plan, analysis }: ActiveRelease,
  { trigger, evidence, at }: RollbackReason,
): ExplainingLateness | undefined {
  if (trigger !== 'judge' && !/-judge$/.test(String(evidence.alarm ?? evidence.firing))) return undefined;
  if (plan.analysis === undefined || analysis?.state === undefined) return undefined;
  const { settings, guardrails } = plan.analysis;
  const judgement = judge(settings, guardrails, analysis.state, Date.parse(at) / 1000);
  if (judgement.verdict !== 'FAIL') return undefined;
  const proofs = judgement.guardrails.filter(({ logE }) => logE >= judgement.rollbackAt);
  const limits = proofs.map(({ name }) => analysis.latencies[name]?.seconds ?? Infinity);
  const enoughMs = Math.max(...limits) * 1000;
  if (enoughMs === Infinity) return undefined;
  const what = proofs.map(({ name }, index) => `${name} counted answers that took more than ${limits[index]} s`);
  const shares = proofs.map(({ experimentRate = 0, controlRate = 0 }) => experimentRate - controlRate);
  return { enoughMs, what: `${what.join(', ')}; `, counted: { since: 'shifting', share: Math.max(...shares) } };
}
