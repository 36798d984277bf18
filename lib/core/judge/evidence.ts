import { BinState, Counts, Guardrail, GuardrailEvidence, GuardrailState, JudgeState } from '../../contract/judge';
import { logMeanExp } from './e-process';

const NONE: Counts = { events: 0, total: 0 };

/** What the state says of one guardrail. */
export function evidenceOf(rule: Guardrail, state: JudgeState): GuardrailEvidence {
  const read = state.guardrails[rule.name];
  if (read === undefined)
    return { name: rule.name, ...sides(NONE, NONE), logE: 0, minutes: 0, missingMinutes: 0, ...safe(rule, 0) };
  const { experiment, control, minutes, missingMinutes } = read;
  const common = { name: rule.name, minutes, missingMinutes };
  if (read.bins !== undefined) {
    const { logE, worst } = driftEvidence(rule, read.bins);
    const [inExperiment, inControl] = [read.bins[worst].experiment, read.bins[worst].control];
    const counted = sides({ ...experiment, events: inExperiment }, { ...control, events: inControl });
    return { ...common, ...counted, logE, worstBin: worst };
  }
  return {
    ...common,
    ...sides(experiment, control),
    logE: withEnoughEvents(logEOf(rule, read), experiment.events, rule),
    ...safe(rule, logESafeOf(rule, read)),
  };
}

/**
 * Worse than the control, and above the floor: both must be shown, so the lesser evidence counts. The smaller of two such products stays
 * below either of them, and so do its chances.
 */
function logEOf({ floor }: Guardrail, { weights }: GuardrailState): number {
  const worse = logMeanExp(weights.ratioUp);
  return floor > 0 ? Math.min(worse, logMeanExp(weights.levelUp)) : worse;
}

/**
 * Bad is a rate of badRatio times the control's that is also the ceiling at least. Either half disproved will do, and the mean of both
 * products bets on both.
 */
function logESafeOf({ ceiling }: Guardrail, { weights }: GuardrailState): number {
  const notWorse = logMeanExp(weights.ratioDown);
  return ceiling > 0 ? logMeanExp([notWorse, logMeanExp(weights.levelDown)]) : notWorse;
}

/** The mean over the bins of "became more frequent". */
function driftEvidence(rule: Guardrail, bins: readonly BinState[]): { readonly logE: number; readonly worst: number } {
  const each = bins.map(({ ratioUp, experiment }) => withEnoughEvents(logMeanExp(ratioUp), experiment, rule));
  return { logE: logMeanExp(each), worst: each.indexOf(Math.max(...each)) };
}

/** Evidence of too few events counts as none; it can only be less than it was, so the chance of an error does not grow. */
function withEnoughEvents(logE: number, events: number, { minBadEvents }: Guardrail): number {
  return events >= minBadEvents ? logE : Math.min(0, logE);
}

function safe({ rollbackOnly }: Guardrail, logESafe: number): Pick<GuardrailEvidence, 'logESafe'> {
  return rollbackOnly ? {} : { logESafe };
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

function rateOf({ events, total }: Counts): number | undefined {
  return total === 0 ? undefined : events / total;
}
