/** What a guardrail counts: failed requests, slow requests, events of the user's choice, or predictions in bins. */
export type GuardrailKind = 'errors' | 'latency' | 'events' | 'drift';

/**
 * A rule that compares counts of the new version (the experiment) with those of the live one (the control) in the same minutes. Rates are
 * events divided by totals, from 0 to 1. `lib/core/judge/guardrail.ts` fills in the defaults and checks the values.
 */
export interface Guardrail {
  readonly name: string;
  readonly kind: GuardrailKind;
  /** The experiment's rate may be this many times the control's. Above it is what a rollback has to prove. 1 is strict. */
  readonly tolerance: number;
  /** From this many times the control's rate on a version is bad: what a promotion has to disprove. */
  readonly badRatio: number;
  /** A rate up to this is good whatever the control's is. 0: there is no such rate. */
  readonly floor: number;
  /** A rate below this is not bad, whatever the control's is. 0: there is no such rate, so the ratio alone decides. */
  readonly ceiling: number;
  /** Share in the evidence for a rollback, relative to the other guardrails' weights. */
  readonly weight: number;
  /** With fewer events of the experiment the guardrail says nothing for a rollback. */
  readonly minBadEvents: number;
  /** It can roll back, and a promotion does not wait for its proof. */
  readonly rollbackOnly: boolean;
  /** The highest ratio to the control's rate that a rollback bets on; `lib/core/judge/guardrail.ts` has the default. */
  readonly highestRatio?: number;
}

/** Events among so many requests. */
export interface Counts {
  readonly events: number;
  readonly total: number;
}

/** What both sides counted in one minute. */
export interface Batch {
  /** Epoch seconds of the minute's beginning. */
  readonly minute: number;
  readonly control: Counts;
  readonly experiment: Counts;
}

/** The same for a drift guardrail: counts per bin. Both sides and all minutes have the same bins. */
export interface BinBatch {
  readonly minute: number;
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

/** What follows when the time is over, or the traffic has stopped, and nothing is proven. */
export type OnInconclusive = 'rollback' | 'manual' | 'promote';

export interface JudgeSettings {
  /** Chance of rolling back a version that is within all tolerances, at most, however often it is looked at. */
  readonly alphaRollback: number;
  /** Chance of promoting a version that is bad by a guardrail, at most. */
  readonly alphaPromote: number;
  /** Seconds from the start after which nothing more is waited for. */
  readonly maxDurationSeconds: number;
  /** Requests that each guardrail must have counted of each side, in minutes in which both had some, before a promotion. */
  readonly minimumRequests: number;
  readonly onInconclusive: OnInconclusive;
  /** After so many minutes without a request of the experiment its traffic counts as stopped. */
  readonly staleMinutes: number;
  /** A minute is read no sooner than so many seconds after its beginning, because its metrics come in parts. */
  readonly lagSeconds: number;
}

/** Logarithms of the weights of one guardrail's e-processes; see `lib/core/judge/e-process.ts`. */
export interface GuardrailWeights {
  readonly ratioUp: readonly number[];
  readonly levelUp: readonly number[];
  readonly ratioDown: readonly number[];
  readonly levelDown: readonly number[];
}

/** One bin of a drift guardrail. */
export interface BinState {
  readonly control: number;
  readonly experiment: number;
  readonly ratioUp: readonly number[];
}

/** Requests of both sides in the same minutes. */
export interface SharedRequests {
  readonly control: number;
  readonly experiment: number;
}

/** Events of both sides, as many as if they had had equal requests in each minute. */
export interface BalancedEvents {
  readonly control: number;
  readonly experiment: number;
}

/** What was read for one guardrail so far. */
export interface GuardrailState {
  /** Epoch seconds of the beginning of the last minute read. Only later ones are read. */
  readonly cursor: number;
  /** Minutes read. */
  readonly minutes: number;
  /** Minutes between those read for which nothing came in time. They are never read. */
  readonly missingMinutes: number;
  /** Beginning of the last minute with requests of the experiment; undefined before the first. */
  readonly lastSeen?: number;
  readonly control: Counts;
  readonly experiment: Counts;
  /** Requests in the minutes in which both had some. Absent in a state of before, which goes on from 0. */
  readonly shared?: SharedRequests;
  /** Events of those minutes, each times the other side's share of the minute's requests: their quotient is the ratio. */
  readonly balanced?: BalancedEvents;
  /** Numbers of the guardrail that the weights were made with. */
  readonly rule: {
    readonly tolerance: number;
    readonly badRatio: number;
    readonly floor: number;
    readonly ceiling: number;
  };
  readonly weights: GuardrailWeights;
  /**
   * Part of the stake for a rollback, from 0 to 1, that is kept for faults which begin later; see `lib/core/judge/reserve.ts`. Absent in a
   * state that was begun when all was bet on the first minute: it goes on as it began.
   */
  readonly reserve?: number;
  /** Of a drift guardrail. */
  readonly bins?: readonly BinState[];
}

/** Everything that the judge keeps between looks, as plain JSON. */
export interface JudgeState {
  /** Epoch seconds from which on minutes count. */
  readonly startedAt: number;
  /** By the guardrails' names; one that nothing was read for is absent. */
  readonly guardrails: Readonly<Record<string, GuardrailState>>;
}

/** A guardrail in numbers, for the reason, the report and the metrics. */
export interface GuardrailEvidence {
  readonly name: string;
  /** Natural logarithm of the evidence that the experiment is beyond the tolerance. */
  readonly logE: number;
  /** Natural logarithm of the evidence that it is not bad; undefined for guardrails that only roll back. */
  readonly logESafe?: number;
  readonly control: Counts;
  readonly experiment: Counts;
  /** Requests in the minutes in which both had some. */
  readonly shared: SharedRequests;
  /** Rates from 0 to 1; undefined without requests. */
  readonly controlRate?: number;
  readonly experimentRate?: number;
  /**
   * Experiment's rate by the control's, compared minute by minute: a rise of both while the split changes is no difference. Undefined
   * when there is nothing to compare, or the control had no event.
   */
  readonly ratio?: number;
  readonly minutes: number;
  readonly missingMinutes: number;
  /** Of a drift guardrail: the bin with the most evidence, from 0. */
  readonly worstBin?: number;
}

/** What one look of the judge says. */
export interface Judgement {
  /** What is proven: the version is beyond a tolerance, it is not bad by any guardrail, or neither. */
  readonly verdict: 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA';
  readonly action: 'rollback' | 'promote' | 'hold';
  /** Nothing is proven and waiting is over: what `onInconclusive` says is done; with `manual` a person has to decide. */
  readonly inconclusive: boolean;
  /** The evidence of all guardrails together; a rollback from `rollbackAt` on. */
  readonly logE: number;
  /** ln(1/alphaRollback), and ln(1/alphaPromote) for each guardrail's `logESafe`. */
  readonly rollbackAt: number;
  readonly promoteAt: number;
  readonly guardrails: readonly GuardrailEvidence[];
  /** Guardrails that no side ever counted a request for. */
  readonly neverMeasured: readonly string[];
  /** Guardrails that lately had no request of the experiment. */
  readonly stale: readonly string[];
  readonly reason: string;
}
