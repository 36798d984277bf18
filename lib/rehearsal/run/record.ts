import { EnvironmentName, Outcome, VerdictStatus, Weights } from '../../contract';
import { JudgedSoFar } from '../../core/analysis/so-far';
import { DetectionFacts } from './detection-facts';
import { LagSource } from '../lag/lag-reading';

/** One line of a rehearsal's story. */
export interface TimelineEntry {
  /** Virtual ISO time. */
  readonly at: string;
  /** Real milliseconds since the rehearsal's release started. */
  readonly wallMs: number;
  readonly kind:
    | 'phase'
    | 'weights'
    | 'traffic'
    | 'cohort'
    | 'alarm'
    | 'fault'
    | 'deploy'
    | 'decision'
    | 'approval'
    | 'load'
    | 'ledger';
  readonly text: string;
}

/** Production requests as the load generator saw them. */
export interface RequestTotals {
  readonly sent: number;
  /**
   * Requests that did not get their answer: the status was 400 or more, the connection was refused or broke before the answer's
   * end, or the answer was not complete 10 s after the request was due. A redirect (3xx) is an answer; it is not followed.
   */
  readonly failed: number;
  /** Not sent because too many were in flight: a rehearsal with drops measured less than it says. */
  readonly dropped: number;
  /** The same requests by what went wrong: `status 500`, `connection`, `timeout`. */
  readonly failures: Readonly<Record<string, number>>;
  /** Requests by the version whose task got them. */
  readonly byVersion: Readonly<Record<string, number>>;
  /**
   * The same requests by the version that failed them, as the router saw it. One that no environment was chosen
   * for, because the load balancer answered by itself or did not get it, is in none.
   */
  readonly failedByVersion: Readonly<Record<string, number>>;
  /** Latency from the intended start, real milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
}

/** What one environment made of its production requests. */
export interface EnvironmentFacts {
  /** Version that it ran, or was given; null when it had none. */
  readonly version: string | null;
  /** Sent to its tasks. */
  readonly requests: number;
  /** See `RequestTotals.failed`; those that found no task, too. */
  readonly failed: number;
  /** Requests that were its share and were sent to nobody, because it had no task: 503 of the load balancer. */
  readonly withoutTask: number;
  /** Time from the router's sending a request to the answer's head, real milliseconds; null when nothing was answered. */
  readonly answerMs: { readonly p50: number; readonly p99: number } | null;
}

/** Callers of the model's cohort, whose requests the others' facts contain. */
export interface CohortFacts {
  /** Share of the load, 0 to 100. */
  readonly percent: number;
  /** The cohort's requests by the version whose task got them. */
  readonly byVersion: Readonly<Record<string, number>>;
  /** See `RequestTotals.failed`. */
  readonly failed: number;
}

/** How production traffic changed sides. */
export interface SwitchFacts {
  /** ModifyRule calls on the production rule that moved traffic to the new version. */
  readonly ruleChanges: number;
  /** The same on the cohort's rule; 0 without a cohort. */
  readonly cohortChanges: number;
  /**
   * Real ms from the last such call's acceptance to the last request sent to the old version; null when it left the old version a share,
   * as steps and a holdback do, and when traffic never moved.
   */
  readonly lastOldRequestMs: number | null;
}

/** A rollback as it went; absent in a promoted release. */
export interface RollbackFacts {
  readonly trigger: string;
  readonly reason: string;
  /** Name of the alarm that decided, when one did; of several that fired the first. */
  readonly alarm: string | null;
  /** What that alarm measured: its newest datapoint beyond the limit. Null without such an alarm. */
  readonly measured: {
    /** What was measured, with its unit: `failed requests (%)`. */
    readonly label: string;
    readonly value: number;
    readonly limit: number;
    /** Virtual ISO time at which the datapoint's period begins. */
    readonly at: string;
    /** Length of that period, virtual seconds. */
    readonly periodSeconds: number;
  } | null;
  /** Virtual seconds from the fault's injection to the alarm's state change (or to the decision without an alarm). */
  readonly faultToDetectedSeconds: number | null;
  /** The same in real milliseconds; the clock jumps while nobody answers an approval. */
  readonly faultToDetectedMs: number | null;
  /** Real ms from the alarm's state change (from the decision, when something faster than an alarm decided) to weights read back. */
  readonly alarmToRestoredMs: number | null;
  /** Real ms from the same moment to the last production request sent to the failed version. */
  readonly lastFailedVersionRequestMs: number | null;
  /** The last that the new version's servers wrote, for one that never came up; else empty. */
  readonly serverOutput: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** An approval that the rehearsal answered by itself, in place of people. */
export interface ApprovalFacts {
  readonly check: string;
  readonly decision: 'approve' | 'decline';
  /** Virtual seconds from the question to the answer. */
  readonly afterSeconds: number;
}

/** Memory of one function's threads, MB: without what Node.js itself needs, some 60 MB in AWS. */
export interface MemoryFacts {
  readonly usedMb: number;
  readonly declaredMb: number;
}

/** What `--json FILE` writes. */
export interface RehearsalRecord {
  readonly outcome: Outcome;
  readonly model: string;
  readonly from: string;
  readonly to: string;
  /** The fault with its target, as `--fault` has it. */
  readonly fault: string | null;
  /** Virtual ISO time at which the fault struck first; null without a fault, or when it never did. */
  readonly faultAt: string | null;
  readonly seed: number;
  readonly speed: number;
  readonly requests: RequestTotals;
  readonly environments: Readonly<Record<EnvironmentName, EnvironmentFacts>>;
  /** Null for a model without a cohort. */
  readonly cohort: CohortFacts | null;
  readonly ruleChanges: number;
  readonly switch: SwitchFacts;
  readonly rollback: RollbackFacts | null;
  /** The ways in which a fault may be found, with the times that are to be expected in AWS, and those that were measured here. */
  readonly detection: readonly DetectionFacts[];
  /** Answers to the new version's approvals, in order; none came from people. */
  readonly approvals: readonly ApprovalFacts[];
  /** What the judge has found; null without an analysis, and for a release that ended before. */
  readonly judged: { readonly status: VerdictStatus; readonly reason: string } | null;
  /** What the judge had counted when something else ended the release; null when it has found something, or compared nothing. */
  readonly judgedSoFar: JudgedSoFar | null;
  /** Live weights and ledger at the end; they agree or the rehearsal fails. */
  readonly end: {
    readonly liveVersion: string | null;
    readonly weights: Weights;
    readonly lockFree: boolean;
    readonly ledgerAgrees: boolean;
    readonly deploy: string;
  };
  readonly permissions: { readonly granted: number; readonly used: number; readonly unused: readonly string[] };
  /** The most memory that each function held, by its entry. */
  readonly memory: Readonly<Record<string, MemoryFacts>>;
  /** Questions that deterministic fakes answered in place of models of Amazon Bedrock. */
  readonly bedrockFakes: { readonly judged: number; readonly embedded: number };
  /** How late the rehearsal itself was at worst while traffic ran, real milliseconds, and which part of it. */
  readonly lag: { readonly worstMs: number; readonly source: LagSource };
  /** Why the lag may have ended the release, instead of the model; null when it can't have. Exit code 1 when there is a doubt. */
  readonly doubt: string | null;
  readonly virtualMinutes: number;
  readonly wallSeconds: number;
  readonly timeline: readonly TimelineEntry[];
}
