import {
  AnalysisPlan,
  GuardrailEvidence,
  Judgement,
  JUDGE_VERDICT,
  JudgeSettings,
  JudgeState,
  ReleaseAnalysis,
  Verdict,
  VerdictStatus,
  WatchResult,
} from '../../contract';
import { judge, neverMeasured } from '../judge/judge';
import { ActiveRelease } from '../ledger/ledger';
import { reasonNotToWish } from '../operator-wishes';
import { isGate, isJudged } from './stages';
import { hasNoValues, ThresholdFinding, thresholdFinding } from './threshold';

/** A metric that has no data after so many minutes in which both sides had requests is named wrongly, or nobody publishes it. */
const MINUTES_TO_APPEAR = 3;

/** What the judge says at this look against the release, whatever the phase. Undefined when nothing. */
export function judgeAgainst(release: ActiveRelease, now: string): WatchResult | undefined {
  const { plan, analysis } = release;
  if (!isJudged(release) || plan.analysis === undefined || analysis?.state === undefined) return undefined;
  const judgement = judge(plan.analysis.settings, plan.analysis.guardrails, analysis.state, seconds(now));
  const evidence = evidenceOf(plan.analysis, analysis, judgement);
  if (judgement.verdict === 'FAIL') return rollBack('FAIL', judgement.reason, evidence);
  const failed = findings(plan.analysis, analysis).find(({ status }) => status === 'FAIL');
  if (failed !== undefined) return rollBack('FAIL', failed.reason, evidence);
  const missing = missingMetrics(plan.analysis, analysis, analysis.state);
  if (missing.length === 0) return undefined;
  const reason = `the analysis has no data of ${missing.join(', ')}: look at the names and dimensions of its metrics`;
  return rollBack('INSUFFICIENT_DATA', reason, { ...evidence, withoutData: missing });
}

/**
 * What the judge says when the time of the last stage with traffic on both versions is over. The release goes on with the proof that it is
 * not bad; without it, it is held until there is one or no more time, and then `onInconclusive` counts. Undefined in other stages.
 */
export function judgeGate(release: ActiveRelease, now: string): WatchResult | undefined {
  const { plan, analysis } = release;
  if (!isGate(release) || plan.analysis === undefined) return undefined;
  const { settings, guardrails } = plan.analysis;
  if (analysis?.state === undefined) return nothingRead(release, settings, now);
  const judgement = judge(
    settings,
    guardrails.filter(({ required }) => required),
    analysis.state,
    seconds(now),
  );
  const evidence = evidenceOf(plan.analysis, analysis, judgement);
  const open = requiredFindings(plan.analysis, analysis).filter(({ status }) => status !== 'PASS');
  if (judgement.verdict === 'PASS' && open.length === 0) return done('PASS', judgement.reason, evidence);
  const reason = [...(judgement.verdict === 'PASS' ? [] : [judgement.reason]), ...open.map((each) => each.reason)].join(
    '; ',
  );
  const over = seconds(now) - analysis.state.startedAt - settings.maxDurationSeconds;
  if (over < 0 && !judgement.inconclusive) return hold(reason, evidence);
  if (settings.onInconclusive === 'manual') return askPeople(release, reason, evidence);
  return withoutProof({ action: actionOf(judgement, plan.analysis, over), reason }, evidence);
}

/** What counts as slow could not be fixed, so that nothing was counted either. */
function nothingRead({ stepSince }: ActiveRelease, settings: JudgeSettings, now: string): WatchResult {
  const waited = stepSince === undefined ? 0 : seconds(now) - seconds(stepSince);
  const reason = 'the judge has read nothing, because the metrics of the live version could not be read';
  return waited < settings.maxDurationSeconds ? hold(reason, {}) : rollBack('INSUFFICIENT_DATA', reason, {});
}

/** The verdict for the ledger, of a look that ends the judged stage or the release; undefined for any other. */
export function judgeVerdict(release: ActiveRelease, { decision, reason, evidence }: WatchResult): Verdict | undefined {
  const isFailure = decision === 'roll-back' && evidence.trigger === 'judge';
  if (!isFailure && !(decision === 'done' && isGate(release))) return undefined;
  const { judge: numbers, judgedBecause } = evidence;
  return {
    check: JUDGE_VERDICT,
    status: statusOf(evidence.judged),
    reason: !isFailure && typeof judgedBecause === 'string' ? judgedBecause : reason,
    evidence: typeof numbers === 'object' && numbers !== null ? { ...numbers } : {},
  };
}

function statusOf(value: unknown): VerdictStatus {
  return value === 'PASS' || value === 'FAIL' ? value : 'INSUFFICIENT_DATA';
}

/** With a proof by the counts, thresholds alone are open: then the time decides. */
function actionOf({ action, verdict }: Judgement, { settings }: AnalysisPlan, over: number): Judgement['action'] {
  if (verdict !== 'PASS') return action;
  return over < 0 || settings.onInconclusive === 'manual' ? 'hold' : settings.onInconclusive;
}

/**
 * The release is paused for people: who resumes it lets the version go on without a proof, and nobody does so by waiting. What the pause
 * holds, and for how long, is decided as for any other pause.
 */
function askPeople(release: ActiveRelease, reason: string, evidence: Record<string, unknown>): WatchResult {
  if (release.analysis?.askedAt !== undefined)
    return done('INSUFFICIENT_DATA', `resumed without a proof: ${reason}`, evidence);
  const obstacle = reasonNotToWish(release, 'pause');
  if (obstacle !== undefined)
    return rollBack('INSUFFICIENT_DATA', `${reason}; people can't be asked: ${obstacle}`, evidence);
  return hold(reason, { ...evidence, asksPeople: true });
}

function withoutProof(
  { action, reason }: { readonly action: Judgement['action']; readonly reason: string },
  evidence: Record<string, unknown>,
): WatchResult {
  switch (action) {
    case 'promote':
      return done('INSUFFICIENT_DATA', reason, evidence);
    case 'rollback':
      return rollBack('INSUFFICIENT_DATA', reason, evidence);
    case 'hold':
      return hold(reason, evidence);
    default:
      return action satisfies never;
  }
}

/** Guardrails that a promotion waits for and that no side has any data of, although requests were counted; thresholds without values. */
function missingMetrics(plan: AnalysisPlan, analysis: ReleaseAnalysis, state: JudgeState): readonly string[] {
  const witness = Object.values(state.guardrails).some(
    ({ minutes, control, experiment }) => minutes >= MINUTES_TO_APPEAR && control.total > 0 && experiment.total > 0,
  );
  const required = plan.guardrails.filter(({ required: isRequired }) => isRequired);
  const silent = plan.thresholds.filter((rule) => rule.required && hasNoValues(rule, analysis.thresholds?.[rule.name]));
  return [...(witness ? neverMeasured(required, state) : []), ...silent.map(({ name }) => name)];
}

function findings({ thresholds }: AnalysisPlan, analysis: ReleaseAnalysis): readonly ThresholdFinding[] {
  return thresholds.map((rule) => thresholdFinding(rule, analysis.thresholds?.[rule.name]));
}

function requiredFindings(plan: AnalysisPlan, analysis: ReleaseAnalysis): readonly ThresholdFinding[] {
  return findings({ ...plan, thresholds: plan.thresholds.filter(({ required }) => required) }, analysis);
}

/** The numbers behind a judgement, short enough for every look's record. */
export function evidenceOf(
  plan: AnalysisPlan,
  analysis: ReleaseAnalysis,
  { logE, rollbackAt, promoteAt, guardrails }: Judgement,
): Record<string, unknown> {
  const thresholds = findings(plan, analysis);
  const numbers = {
    logE: rounded(logE),
    rollbackAt: rounded(rollbackAt),
    promoteAt: rounded(promoteAt),
    guardrails: Object.fromEntries(guardrails.map((each) => [each.name, numbersOf(each)])),
    ...(Object.keys(analysis.latencies).length === 0 ? {} : { slowFrom: analysis.latencies }),
    ...(thresholds.length === 0 ? {} : { thresholds: thresholds.map(({ reason }) => reason) }),
  };
  return { judge: numbers };
}

function numbersOf({
  control,
  experiment,
  controlRate,
  experimentRate,
  ratio,
  logE,
  logESafe,
  worstBin,
}: GuardrailEvidence) {
  return {
    control: `${rounded(control.events)} of ${rounded(control.total)}`,
    experiment: `${rounded(experiment.events)} of ${rounded(experiment.total)}`,
    ...(controlRate === undefined ? {} : { controlPercent: rounded(100 * controlRate) }),
    ...(experimentRate === undefined ? {} : { experimentPercent: rounded(100 * experimentRate) }),
    ...(ratio === undefined ? {} : { ratio: rounded(ratio) }),
    logE: rounded(logE),
    ...(logESafe === undefined ? {} : { logESafe: rounded(logESafe) }),
    ...(worstBin === undefined ? {} : { worstBin }),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function seconds(now: string): number {
  return Date.parse(now) / 1000;
}

function hold(reason: string, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'continue', reason: `held by the judge: ${reason}`, evidence };
}

function done(judged: VerdictStatus, judgedBecause: string, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'done', reason: judgedBecause, evidence: { ...evidence, judged, judgedBecause } };
}

function rollBack(judged: VerdictStatus, reason: string, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'roll-back', reason, evidence: { ...evidence, judged, status: judged, trigger: 'judge' } };
}
