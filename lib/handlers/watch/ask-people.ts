import { Env, WatchResult } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { secondsPaused } from '../../core/operator-wishes';
import { LedgerStore } from '../shared/ledger-store';
import { Notifier } from '../shared/notify';
import { detailOf } from '../shared/release-event';

export interface Asking {
  readonly store: LedgerStore;
  /** Absent where the judge never asks anybody (`onInconclusive` is not `PAUSE`). */
  readonly notifier: Notifier | undefined;
  readonly now: () => Date;
}

/**
 * Pauses the release with the judge's question and tells people, before it is noted that they were told: a function that dies between
 * tells them again. Nobody is asked while somebody else's pause came first. Throws without a topic: a question that nobody hears holds
 * a release for nothing, and a watch that fails takes the traffic back.
 */
export async function askPeople(
  { store, notifier, now }: Asking,
  ledger: Ledger,
  { releaseId, analysis }: ActiveRelease,
  { reason }: WatchResult,
): Promise<void> {
  if (analysis === undefined) return;
  if (notifier === undefined)
    throw new Error(`the judge asks people, but the function has no ${Env.TOPIC_ARN} to tell them at`);
  const pause = { kind: 'wish', wish: 'pause', asks: true, releaseId, by: 'the judge', reason } as const;
  const { ledger: paused } = await store.apply(pause, ledger);
  const { release } = paused;
  if (release?.releaseId !== releaseId || release.wishes?.pause?.asks !== true) return;
  await notifier.notify(questionOf(paused, release, now()));
  const asked = { ...analysis, askedAt: now().toISOString() };
  await store.apply({ kind: 'record-analysis', releaseId, known: analysis, analysis: asked }, paused);
}

function questionOf(ledger: Ledger, release: ActiveRelease, now: Date) {
  const { modelName } = ledger;
  const { plan, version, wishes } = release;
  const left = Math.max(0, (plan.pauseTimeoutSeconds ?? 0) - secondsPaused(release, now.toISOString()));
  const until = new Date(now.getTime() + 1000 * left).toISOString();
  const reason =
    `version ${version} is not proven to be good, and waits for an answer (${wishes?.question?.reason ?? 'no reason'}): ` +
    `bluegreen resume ${modelName} --reason TEXT lets it go on without a proof, bluegreen abort ${modelName} --reason TEXT takes the ` +
    `traffic back; without an answer by ${until} it goes back`;
  return detailOf(
    ledger,
    release,
    { phase: 'awaiting-approval', reason, evidence: { question: wishes?.question, until } },
    now,
  );
}
