import { AnalysisPlan, otherEnvironment, ReleaseAnalysis, THROTTLE_ERRORS } from '../../../contract';
import { freezeLatencies, latencyGuardrails } from '../../../core/analysis/freeze';
import { begun, readMinutes, unreadMinutes } from '../../../core/analysis/read';
import { isJudged } from '../../../core/analysis/stages';
import { ownRelease } from '../../../core/guard';
import { judge } from '../../../core/judge/judge';
import { ActiveRelease, Ledger } from '../../../core/ledger/ledger';
import { messageOf, nameOf } from '../../shared/errors';
import { LedgerStore } from '../../shared/ledger-store';
import { publishLogE } from './publish';
import { Measuring, readSpan } from './read-minutes';
import { readBaselines } from './traffic-counts';

export interface Analysing extends Measuring {
  readonly store: LedgerStore;
  readonly now: () => Date;
}

/** The ledger after a look of the judge. */
export interface Analysed {
  readonly ledger: Ledger;
  readonly release: ActiveRelease;
  /** Why the metrics could not be read or written; the next look tries again. */
  readonly unjudged?: string;
}

/**
 * Reads the minutes that have become complete since the last look, keeps what the judge makes of them, and publishes its evidence. First
 * the ledger, then the metric: a function that dies between the two has read nothing twice, and the next look publishes. Only throttling
 * goes on as an error, for the workflow to try again.
 */
export async function analyse(context: Analysing, ledger: Ledger, release: ActiveRelease): Promise<Analysed> {
  const plan = release.plan.analysis;
  if (plan === undefined || !isJudged(release)) return { ledger, release };
  let analysed: Analysed = { ledger, release };
  try {
    const read = await readOn(context, plan, release);
    analysed = await keep(context, analysed, read);
    await publish(context, plan, analysed);
    return analysed;
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { ...analysed, unjudged: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

async function readOn(context: Analysing, plan: AnalysisPlan, release: ActiveRelease): Promise<ReleaseAnalysis> {
  const { environment: experiment } = release;
  const time = context.now();
  const known = release.analysis ?? { latencies: await frozenLatencies(context, plan, release, time) };
  const analysis = begun(release, known);
  const span = unreadMinutes(plan, analysis, time.getTime() / 1000);
  if (span === undefined) return analysis;
  const now = time.toISOString();
  return readMinutes(plan, analysis, await readSpan(context, plan, analysis, { experiment, span, now }), span);
}

/** What counts as slow, before the traffic moves. */
async function frozenLatencies(
  { cloudwatch, counts }: Analysing,
  plan: AnalysisPlan,
  { environment }: ActiveRelease,
  now: Date,
): Promise<ReleaseAnalysis['latencies']> {
  const rules = latencyGuardrails(plan);
  if (rules.length === 0) return {};
  return freezeLatencies(plan, await readBaselines(cloudwatch, counts(otherEnvironment(environment)), rules, now));
}

/** Another look may have been faster, or the release may go back by now: what the ledger knows counts. */
async function keep({ store }: Analysing, { ledger, release }: Analysed, analysis: ReleaseAnalysis): Promise<Analysed> {
  const { releaseId, analysis: known } = release;
  const applied = await store.apply({ kind: 'record-analysis', releaseId, known, analysis }, ledger);
  return { ledger: applied.ledger, release: ownRelease(applied.ledger, releaseId) ?? release };
}

async function publish(
  { cloudwatch, now }: Analysing,
  plan: AnalysisPlan,
  { ledger: { modelName }, release: { analysis, environment } }: Analysed,
): Promise<void> {
  if (analysis?.state === undefined) return;
  const time = now();
  const { logE } = judge(plan.settings, plan.guardrails, analysis.state, time.getTime() / 1000);
  await publishLogE(cloudwatch, { modelName, environment }, logE, time);
}
