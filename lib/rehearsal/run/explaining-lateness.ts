import { MeasurementPlan, RollbackReason } from '../../contract';
import { Measurement } from '../../core/measurement';

/** How late a rehearsal must have been to be behind a rollback that no alarm asked for, and what was measured then. */
export interface ExplainingLateness {
  readonly enoughMs: number;
  /** Beginning of a sentence, empty when nothing was measured. */
  readonly what: string;
}

/**
 * Enough for what is not measured in time: health checks wait for two real seconds, and whatever else waits for an answer in a
 * rehearsal waits longer.
 */
export const LATE_FOR_ANYTHING_MS = 2_000;

/** Undefined for what lateness never causes: the wish of people, a configuration that differs, a wrong answer. */
export function explainingLateness({ trigger, reason, evidence }: RollbackReason): ExplainingLateness | undefined {
  if (trigger === 'abort' || trigger === 'operator' || reason.startsWith('parity:')) return undefined;
  return ofSmoke(evidence) ?? ofBake(evidence) ?? { enoughMs: LATE_FOR_ANYTHING_MS, what: '' };
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
