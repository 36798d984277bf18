import { AnalysisContext, analysisPlan, validateAnalysis } from '../analysis/analysis-plan';
import { JudgeProps } from '../analysis/analysis-props';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { AnalysisPlan, ReleasePlan } from '../contract/index';
import { holdOf, judgedSeconds } from '../core/plan';
import { Problems } from '../private/validation';
import { TrafficShift } from '../traffic/traffic-shift';
import { MAX_WAIT } from '../workflow/release-trigger';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ReleaseWait } from './release-wait';

/** What the judge is known to work with: at first what is declared, at the end what was added, too. */
export type JudgedBy = Pick<AnalysisContext, 'guardrails' | 'measuredByGateways'>;

/** The judge of a model, if it has one: by default when both versions have traffic for a while. */
export function judgeOf({ analysis, traffic }: BlueGreenModelProps): JudgeProps | undefined {
  if (analysis !== undefined) return analysis._judge;
  return keepsControl(traffic) ? {} : undefined;
}

/** The analysis of a model with this plan, which takes so many seconds without it; undefined when nothing is judged. */
export function plannedAnalysis(
  props: BlueGreenModelProps,
  plan: ReleasePlan,
  secondsToPromotion: number,
  judgedBy?: JudgedBy,
): AnalysisPlan | undefined {
  const judge = judgeOf(props);
  if (judge === undefined) return undefined;
  return analysisPlan(judge, contextOf(props, plan, secondsToPromotion, judgedBy ?? declared(judge)));
}

/** Adds what is wrong with the analysis; false when something is. */
export function validateJudge(
  props: BlueGreenModelProps,
  plan: ReleasePlan,
  secondsToPromotion: number,
  problems: Problems,
): boolean {
  const judge = judgeOf(props);
  if (judge === undefined) return true;
  const before = problems.list().length;
  if (!keepsControl(props.traffic)) {
    problems.add(
      'analysis must have traffic on both versions for a while, got a shift that moves all at once; ' +
        'use a shift in steps or with a holdback, or Analysis.none()',
    );
  }
  validateAnalysis(judge, contextOf(props, plan, secondsToPromotion, declared(judge)), problems);
  return problems.list().length === before;
}

function keepsControl(traffic = TrafficShift.allAtOnce()): boolean {
  return traffic._plan().steps.some(({ percent }) => percent < 100);
}

function declared(judge: JudgeProps): JudgedBy {
  return { guardrails: new ModelGuardrails(judge).list, measuredByGateways: false };
}

function contextOf(
  props: BlueGreenModelProps,
  plan: ReleasePlan,
  secondsToPromotion: number,
  judgedBy: JudgedBy,
): AnalysisContext {
  const { p90Seconds: latencyP90Seconds, p99Seconds: latencyP99Seconds } = plan.measurement.limits;
  return {
    ...judgedBy,
    latencyP90Seconds,
    latencyP99Seconds,
    comparedSeconds: judgedSeconds(plan),
    secondsLeft: secondsLeft(props, plan, secondsToPromotion),
  };
}

/** A deploy that waits for the promotion waits so long for all of it; what is not the steps' is the judge's, and the bake's with a holdback. */
function secondsLeft(props: BlueGreenModelProps, plan: ReleasePlan, secondsToPromotion: number): number {
  if ((props.waitFor ?? ReleaseWait.PROMOTION) !== ReleaseWait.PROMOTION) return Number.POSITIVE_INFINITY;
  const ofChecks = (props.checks ?? []).reduce((sum, check) => sum + check._time().seconds, 0);
  const sharedHold = plan.holdbackPercent === undefined ? 0 : holdOf(plan);
  return MAX_WAIT.toSeconds() - secondsToPromotion - ofChecks + judgedSeconds(plan) + sharedHold;
}
