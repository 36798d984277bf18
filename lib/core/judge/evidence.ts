import {
  BalancedEvents,
  BinState,
  Counts,
  Guardrail,
  GuardrailEvidence,
  GuardrailState,
  JudgeState,
  SharedRequests,
} from '../../contract/judge';
import { logMeanExp, logWeightedMeanExp } from './e-process';
import { logWorth } from './reserve';

/** Of a promotion's stake, what is bet on the ceiling; the rest is bet on the ratio, which takes longer at the rates that matter. */
export const CEILING_STAKE = 1 / 3;

const NONE: Counts = { events: 0, total: 0 };
const NOTHING_SHARED: SharedRequests = { control: 0, experiment: 0 };

/** What the state says of one guardrail. */
export function evidenceOf(rule: Guardrail, state: JudgeState): GuardrailEvidence {
  const read = state.guardrails[rule.name];
  const { experiment = NONE, control = NONE, shared = NOTHING_SHARED, balanced, bins } = read ?? {};
  const { minutes = 0, missingMinutes = 0 } = read ?? {};
  const logE = rollbackEvidence(rule, read);
  const logESafe = promotionEvidence(rule, read);
  const worst = bins === undefined ? undefined : worstBin(rule, bins);
  return {
    name: rule.name,
    logE,
    ...(logESafe === undefined ? {} : { logESafe }),
    ...(worst === undefined || bins === undefined
      ? { ...sides(experiment, control), ...(balanced === undefined ? {} : ratioOf(balanced)) }
      : sides({ ...experiment, events: bins[worst].experiment }, { ...control, events: bins[worst].control })),
    shared,
    minutes,
    missingMinutes,
    ...(worst === undefined ? {} : { worstBin: worst }),
  };
}

/** Natural logarithm of the evidence that the experiment is beyond the tolerance; 0 before anything was read. */
export function rollbackEvidence(rule: Guardrail, read: GuardrailState | undefined): number {
  if (read === undefined) return 0;
  if (read.bins !== undefined) return logMeanExp(read.bins.map((bin) => binEvidence(rule, bin, read.reserve)));
  return withEnoughEvents(worseAndAboveFloor(rule, read), read.experiment.events, rule);
}

/** The same that it is not bad; undefined for guardrails that only roll back. */
export function promotionEvidence(rule: Guardrail, read: GuardrailState | undefined): number | undefined {
  if (rule.rollbackOnly) return undefined;
  return read === undefined ? 0 : notWorseOrBelowCeiling(rule, read);
}

/**
 * Worse than the control, and above the floor: both must be shown, so the lesser evidence counts. The smaller of two such products stays
 * below either of them, and so do its chances.
 *
 * What that shows: that the version was not within the tolerance in every minute, and that it was not below the floor in every minute. One
 * that is now the one and now the other, in turns, is neither. It may be rolled back although no single minute had both; the bound is not for it.
 */
function worseAndAboveFloor({ floor }: Guardrail, { weights, reserve = 0 }: GuardrailState): number {
  const worse = logWorth(weights.ratioUp, reserve);
  return floor > 0 ? Math.min(worse, logWorth(weights.levelUp, reserve)) : worse;
}

/**
 * Bad is a rate of badRatio times the control's that is also the ceiling at least. Either half disproved will do, and a mean of both
 * products bets on both.
 */
function notWorseOrBelowCeiling({ ceiling }: Guardrail, { weights }: GuardrailState): number {
  const notWorse = logMeanExp(weights.ratioDown);
  if (ceiling === 0) return notWorse;
  return logWeightedMeanExp([
    { logE: notWorse, weight: 1 - CEILING_STAKE },
    { logE: logMeanExp(weights.levelDown), weight: CEILING_STAKE },
  ]);
}

/** That predictions in this bin became more frequent. */
function binEvidence(rule: Guardrail, { ratioUp, experiment }: BinState, reserve = 0): number {
  return withEnoughEvents(logWorth(ratioUp, reserve), experiment, rule);
}

/** The reserve is the same in all bins. */
function worstBin(rule: Guardrail, bins: readonly BinState[]): number {
  const each = bins.map((bin) => binEvidence(rule, bin));
  return each.indexOf(Math.max(...each));
}

/** Evidence of too few events counts as none; it can only be less than it was, so the chance of an error does not grow. */
function withEnoughEvents(logE: number, events: number, { minBadEvents }: Guardrail): number {
  return events >= minBadEvents ? logE : Math.min(0, logE);
}

function sides(
  experiment: Counts,
  control: Counts,
): Pick<GuardrailEvidence, 'control' | 'experiment' | 'controlRate' | 'experimentRate' | 'ratio'> {
  const [experimentRate, controlRate] = [rateOf(experiment), rateOf(control)];
  const isComparable = experimentRate !== undefined && controlRate !== undefined && controlRate > 0;
  return {
    control,
    experiment,
    ...(controlRate === undefined ? {} : { controlRate }),
    ...(experimentRate === undefined ? {} : { experimentRate }),
    ...(isComparable ? { ratio: experimentRate / controlRate } : {}),
  };
}

function ratioOf({ experiment, control }: BalancedEvents): Pick<GuardrailEvidence, 'ratio'> {
  return { ratio: control > 0 ? experiment / control : undefined };
}

function rateOf({ events, total }: Counts): number | undefined {
  return total === 0 ? undefined : events / total;
}
