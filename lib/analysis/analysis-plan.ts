import { AnalysisPlan, OnInconclusive as Otherwise, PlannedGuardrail, ThresholdRule } from '../contract/index';
import { judgeSettings } from '../core/judge/guardrail';
import { EXPECTED_RATES } from '../core/outline/decision-outline';
import { messageOf, Problems, secondsOf } from '../private/validation';
import { JudgeProps, OnInconclusive } from './analysis-props';
import { BoundGuardrail, GuardrailContext } from './bound-guardrail';
import { Guardrail } from './guardrail';
import { guardrailProblems } from './guardrail-problems';

/** Enough that a proof is a matter of minutes; the field's shifts take as long. */
const MAX_DURATION_SECONDS = 60 * 60;

/** What a comparison that takes as long by itself is held for at most: a deadline that ends with it would leave no time to prove anything. */
const HOLD_SECONDS = 30 * 60;

/** Below, hardly any model has the requests for a proof, and the newest minutes are not read yet. */
export const SHORTEST_DURATION_SECONDS = 5 * 60;

/** Load balancers publish a minute within two minutes of its end; gateways within one (inference). */
const READING_DELAY = { others: 180, gateways: 120 };

/** What the plan of an analysis is made of besides its own settings. */
export interface AnalysisContext extends Omit<GuardrailContext, 'tolerance'> {
  readonly guardrails: readonly Guardrail[];
  /** True when gateways count what the guardrails of the requests need. */
  readonly measuredByGateways: boolean;
  /** Seconds in which both versions have traffic anyway. */
  readonly comparedSeconds: number;
  /** Seconds from the first step on that are left for the judge, if something limits them. */
  readonly secondsLeft: number;
}

/** The plan that a judge declares. Throws for guardrails and settings that can't be: `validateAnalysis` says all of it. */
export function analysisPlan(props: JudgeProps, context: AnalysisContext): AnalysisPlan {
  const bound = boundOf(props, context);
  const { guardrails, measuredByGateways } = context;
  const delay = measuredByGateways && guardrails.every(({ _own }) => _own === undefined) ? 'gateways' : 'others';
  const { expectedRequestsPerMinute, minimumDetectableRatio = EXPECTED_RATES.ratio } = props;
  const { alphaRollback, alphaPromote, minimumRequests } = props;
  return {
    settings: judgeSettings({
      alphaRollback,
      alphaPromote,
      minimumRequests,
      maxDurationSeconds: props.maxDuration === undefined ? defaultDuration(context) : secondsOf(props.maxDuration),
      onInconclusive: otherwise(props.onInconclusive ?? OnInconclusive.ROLL_BACK),
      lagSeconds: props.readingDelay === undefined ? READING_DELAY[delay] : secondsOf(props.readingDelay),
    }),
    guardrails: bound.flatMap((each): PlannedGuardrail[] => (each.kind === 'guardrail' ? [each.rule] : [])),
    thresholds: bound.flatMap((each): ThresholdRule[] => (each.kind === 'threshold' ? [each.rule] : [])),
    minimumDetectableRatio,
    ...(expectedRequestsPerMinute === undefined ? {} : { expectedRequestsPerMinute }),
  };
}

function defaultDuration({ comparedSeconds, secondsLeft }: AnalysisContext): number {
  const wanted = Math.max(MAX_DURATION_SECONDS, comparedSeconds + HOLD_SECONDS);
  return Math.max(SHORTEST_DURATION_SECONDS, Math.min(wanted, secondsLeft));
}

function boundOf({ tolerance }: JudgeProps, context: AnalysisContext): readonly BoundGuardrail[] {
  const ofModel = { ...context, ...(tolerance === undefined ? {} : { tolerance }) };
  return context.guardrails.map((each) => each._bind(ofModel));
}

function otherwise(value: OnInconclusive): Otherwise {
  switch (value) {
    case OnInconclusive.ROLL_BACK:
      return 'rollback';
    case OnInconclusive.PROMOTE:
      return 'promote';
    case OnInconclusive.PAUSE:
      return 'manual';
    default:
      return value satisfies never;
  }
}

/** Adds everything that is wrong with a judge. */
export function validateAnalysis(props: JudgeProps, context: AnalysisContext, problems: Problems): void {
  const before = problems.list().length;
  for (const name of ['alphaRollback', 'alphaPromote'] as const) {
    const alpha = props[name];
    if (alpha === undefined || (alpha > 0 && alpha < 0.5)) continue;
    problems.add(`analysis.${name} must be above 0 and below 0.5, got ${alpha}; 0.01 is 1 %`);
  }
  problems.duration('analysis.maxDuration', props.maxDuration, SHORTEST_DURATION_SECONDS, 24 * 60 * 60);
  problems.duration('analysis.readingDelay', props.readingDelay, 60, 60 * 60);
  problems.integer('analysis.minimumRequests', props.minimumRequests, 1, 1e9, 'give a number of requests');
  problems.above0('analysis.expectedRequestsPerMinute', props.expectedRequestsPerMinute, 1e9, 'give requests a minute');
  const { minimumDetectableRatio } = props;
  if (minimumDetectableRatio !== undefined && !(minimumDetectableRatio > 1 && minimumDetectableRatio <= 100)) {
    problems.add(
      `analysis.minimumDetectableRatio must be above 1 and 100 at most, got ${minimumDetectableRatio}; 2 is twice the rate`,
    );
  }
  for (const problem of guardrailProblems(context.guardrails)) problems.add(`analysis.guardrails: ${problem}`);
  if (problems.list().length > before) return; // the same would be said again in other words
  try {
    const { guardrails } = analysisPlan(props, context);
    if (!guardrails.some(({ required, rollbackOnly }) => required && !rollbackOnly)) {
      problems.add(
        'analysis.guardrails must have one that a promotion waits for, got none; add Guardrail.errors(), for example',
      );
    }
  } catch (error) {
    problems.add(`analysis: ${messageOf(error)}`);
  }
}
