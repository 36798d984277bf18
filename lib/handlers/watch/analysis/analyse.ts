import { AnalysisPlan, otherEnvironment, ReleaseAnalysis, THROTTLE_ERRORS } from '../../../contract';
import { freezeLatencies, latencyGuardrails } from '../../../core/analysis/freeze';
import { begun, Read, readMinutes, unreadMinutes } from '../../../core/analysis/read';
import { isJudged } from '../../../core/analysis/stages';
import { Unread, unreadInWords } from '../../../core/analysis/unread';
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

type Kept = Pick<Analysed, 'ledger' | 'release'>;

/** The ledger after a look of the judge. */
export interface Analysed {
  readonly ledger: Ledger;
  readonly release: ActiveRelease;
  /** Why the metrics could not be read or written; the next look tries again. */
  readonly unjudged?: string;
  /** What could not be read: a promotion does not go on with it. */
  readonly unread: Unread;
}

/**
 * Reads the minutes that have become complete since the last look, keeps what the judge makes of them, and publishes its evidence. First
 * the ledger, then the metric: a function that dies between the two has read nothing twice, and the next look publishes. Only throttling
 * goes on as an error, for the workflow to try again.
 */
export async function analyse(context: Analysing, ledger: Ledger, release: ActiveRelease): Promise<Analysed> {
  const plan = release.plan.analysis;
  if (plan === undefined || !isJudged(release)) return { ledger, release, unread: {} };
  let analysed: Analysed | undefined;
  try {
    const { analysis, unread } = await readOn(context, plan, release);
    const told = Object.keys(unread).length === 0 ? {} : { unjudged: unreadInWords(unread) };
    analysed = { ...(await keep(context, { ledger, release }, analysis)), unread, ...told };
    await publish(context, plan, analysed);
    return analysed;
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    const unjudged = `${nameOf(error)}: ${messageOf(error)}`;
    return { ...(analysed ?? { ledger, release, unread: nothingRead(plan, unjudged) }), unjudged };
  }
}

function nothingRead({ guardrails, thresholds }: AnalysisPlan, reason: string): Unread {
  return Object.fromEntries([...guardrails, ...thresholds].map(({ name }) => [name, { reason }]));
}

async function readOn(context: Analysing, plan: AnalysisPlan, release: ActiveRelease): Promise<Read> {
  const { environment: experiment } = release;
  const time = context.now();
  const known = release.analysis ?? { latencies: await frozenLatencies(context, plan, release, time) };
  const analysis = begun(release, known);
  const span = unreadMinutes(plan, analysis, time.getTime() / 1000);
  if (span === undefined) return { analysis, unread: {} };
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
async function keep({ store }: Analysing, { ledger, release }: Kept, analysis: ReleaseAnalysis): Promise<Kept> {
  const { releaseId, analysis: known } = release;
  const applied = await store.apply({ kind: 'record-analysis', releaseId, known, analysis }, ledger);
  return { ledger: applied.ledger, release: ownRelease(applied.ledger, releaseId) ?? release };
}

async function publish(
  { cloudwatch, now }: Analysing,
  plan: AnalysisPlan,
  { ledger: { modelName }, release: { analysis, environment } }: Kept,
): Promise<void> {
  if (analysis?.state === undefined) return;
  const time = now();
  const { logE } = judge(plan.settings, plan.guardrails, analysis.state, time.getTime() / 1000);
  await publishLogE(cloudwatch, { modelName, environment }, logE, time);
}
