import {
  AnalysisPlan,
  Counts,
  GuardrailEvidence,
  Judgement,
  JUDGE_VERDICT,
  JudgeSettings,
  ReleaseAnalysis,
  Verdict,
  VerdictStatus,
  WatchResult,
} from '../../contract';
import { judge } from '../judge/judge';
import { reasonNotToPassJudge } from '../ledger/judge-verdict';
import { ActiveRelease } from '../ledger/ledger';
import { reasonNotToWish } from '../operator-wishes';
import { MINUTES_OF_LAST_STAGE, unseenOfStage } from './last-stage';
import { missingMetrics } from './missing';
import { isGate, isJudged } from './stages';
import { ThresholdFinding, thresholdFinding } from './threshold';
import { Unread, unreadInWords } from './unread';

/** What the judge says at this look against the release, whatever the phase. Undefined when nothing. */
export function judgeAgainst(release: ActiveRelease, now: string, unread: Unread = {}): WatchResult | undefined {
  const { plan, analysis } = release;
  if (!isJudged(release) || plan.analysis === undefined || analysis?.state === undefined) return undefined;
  const judgement = judge(plan.analysis.settings, plan.analysis.guardrails, analysis.state, seconds(now));
  const evidence = evidenceOf(plan.analysis, analysis, judgement);
  if (judgement.verdict === 'FAIL') return rollBack('FAIL', judgement.reason, evidence);
  const failed = findings(plan.analysis, analysis).find(({ status }) => status === 'FAIL');
  if (failed !== undefined) return rollBack('FAIL', failed.reason, evidence);
  const missing = missingMetrics(plan.analysis, analysis, unread);
  if (missing.length === 0) return undefined;
  const reason = `the analysis has no data of ${missing.join(', ')}: look at the names and dimensions of its metrics`;
  return rollBack('INSUFFICIENT_DATA', reason, { ...evidence, withoutData: missing });
}

/**
 * What the judge says when the time of the last stage with traffic on both versions is over. The release goes on with the proof that it is
 * not bad, and with some minutes of this very stage; without them, it is held until there is one or no more time, and then `onInconclusive` counts. So is one of which something could
 * not be read at this look. Undefined in other stages, and once the judge has let it pass: the bound on bad versions that pass is for the
 * first time that the evidence suffices, and later looks can still roll back.
 */
export function judgeGate(release: ActiveRelease, now: string, unread: Unread = {}): WatchResult | undefined {
  const { plan, analysis } = release;
  if (!isGate(release) || plan.analysis === undefined || reasonNotToPassJudge(release) === undefined) return undefined;
  const { settings, guardrails } = plan.analysis;
  if (analysis?.state === undefined) return nothingRead(release, settings, now);
  const unmeasured = unmeasuredOf(plan.analysis, unread);
  const notWaitedFor = guardrails.filter(({ required }) => !required).map(({ name }) => name);
  const judgement = judge(settings, guardrails, analysis.state, seconds(now), {
    unmeasured: Object.keys(unmeasured),
    notWaitedFor,
  });
  const evidence = evidenceOf(plan.analysis, analysis, judgement);
  if (judgement.verdict === 'FAIL') return rollBack('FAIL', judgement.reason, evidence);
  const open = requiredFindings(plan.analysis, analysis).filter(({ status }) => status !== 'PASS');
  const isMeasured = Object.keys(unmeasured).length === 0;
  const isProven = judgement.verdict === 'PASS' && open.length === 0 && isMeasured;
  const unseen = unseenOfStage(plan.analysis, release, analysis.state, now);
  if (isProven && unseen.names.length === 0) return done('PASS', judgement.reason, evidence);
  const reason = [
    ...(isMeasured ? [] : [`not measured: ${unreadInWords(unmeasured)}`]),
    ...(judgement.verdict === 'PASS' ? [] : [judgement.reason]),
    ...open.map((each) => each.reason),
    ...(unseen.names.length === 0
      ? []
      : [`fewer than ${MINUTES_OF_LAST_STAGE} minutes of this stage in ${unseen.names.join(', ')}`]),
  ].join('; ');
  if (isProven && unseen.inTime) return hold(reason, evidence);
  const over = seconds(now) - analysis.state.startedAt - settings.maxDurationSeconds;
  if (over < 0 && !judgement.inconclusive) return hold(reason, evidence);
  if (settings.onInconclusive === 'manual') return askPeople(release, reason, evidence);
  return withoutProof({ action: actionOf(judgement, plan.analysis, over), reason }, evidence);
}

/** What a promotion waits for and can't be told at this look. */
function unmeasuredOf(plan: AnalysisPlan, unread: Unread): Unread {
  const required = [...plan.guardrails, ...plan.thresholds].filter(({ required: isRequired }) => isRequired);
  return Object.fromEntries(required.flatMap(({ name }) => (name in unread ? [[name, unread[name]]] : [])));
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
  const isPassed = decision === 'done' && isGate(release) && evidence.judged !== undefined;
  if (!isFailure && !isPassed) return undefined;
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
 * The release is paused for people, and told to them: who resumes that pause lets the version go on without a proof, and nobody does so by
 * waiting, nor by resuming a pause of their own. What a pause holds, and for how long, is decided as for any other.
 */
function askPeople(release: ActiveRelease, reason: string, evidence: Record<string, unknown>): WatchResult {
  const { pause, question } = release.wishes ?? {};
  const { answer } = question ?? {};
  if (answer !== undefined) {
    const answered = { ...evidence, answeredBy: answer.by, answeredAt: answer.at };
    return done('INSUFFICIENT_DATA', `${answer.by} resumed it without a proof (${answer.reason}): ${reason}`, answered);
  }
  // Every pause holds what is done; it also limits how long. The judge asks when nobody else's is left.
  if (pause !== undefined) {
    const isUntold = pause.asks === true && release.analysis?.askedAt === undefined;
    return done('INSUFFICIENT_DATA', reason, isUntold ? { ...evidence, asksPeople: true } : evidence);
  }
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
    control: inFull(control),
    experiment: inFull(experiment),
    ...(controlRate === undefined ? {} : { controlPercent: rounded(100 * controlRate) }),
    ...(experimentRate === undefined ? {} : { experimentPercent: rounded(100 * experimentRate) }),
    ...(ratio === undefined ? {} : { ratio: rounded(ratio) }),
    logE: rounded(logE),
    ...(logESafe === undefined ? {} : { logESafe: rounded(logESafe) }),
    ...(worstBin === undefined ? {} : { worstBin }),
  };
}

/** Requests and events are whole; sums of a user's own metrics need not be, and a float's last digits say nothing. */
function inFull({ events, total }: Counts): string {
  return `${Number(events.toPrecision(12))} of ${Number(total.toPrecision(12))}`;
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
