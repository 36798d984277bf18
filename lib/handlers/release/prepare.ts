import { PreparedRelease, PrepareEvent, ReleasePlan } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { StartCommand } from '../../core/ledger/command';
import { EndedRelease, Ledger } from '../../core/ledger/ledger';
import { ownRelease } from '../../core/guard';
import { answerDeploy } from '../shared/answer-deploy';
import { messageOf, nameOf } from '../shared/errors';
import { LedgerStore } from '../shared/ledger-store';
import { deployKey, WaitingDeploy } from '../shared/waiting-deploy';
import { detailOf, endedDetail, ReleaseContext } from './context';
import { frozenBecause } from './freeze';
import { deadHolder } from './dead-holder';

/** Takes the lock for a release, or answers `noop` when its version is live. Throws ReleaseRefused without touching anything. */
export async function prepare(context: ReleaseContext, event: PrepareEvent): Promise<PreparedRelease> {
  const { store, notifier, now } = context;
  const ledger = await store.read();
  const deadExecutionArn = await deadHolder(context, ledger, event.executionArn);
  const command: StartCommand = {
    ...startCommand(event, context.plan()),
    frozenBecause: await frozenBecause(context),
    ...(deadExecutionArn === undefined ? {} : { deadExecutionArn }),
  };
  const applied = await store.apply(command, ledger);
  const release = ownRelease(applied.ledger, event.releaseId);
  if (release === undefined) {
    if (applied.kind === 'unchanged' && command.byRegistry === true)
      await recordIgnored(context, command, applied.reason);
    return noop(applied.ledger, event, context.plan());
  }
  await abortIfCancelled(store, event.releaseId);
  const replaced = applied.ledger.ended.find(({ releaseId }) => releaseId === release.tookOverFrom);
  if (replaced !== undefined) await tellOfReplaced(context, applied.ledger, replaced);
  const reason = `version ${release.version} goes to the ${release.environment} environment`;
  await notifier.notify(detailOf(applied.ledger, release, { phase: 'preparing', reason, evidence: {} }, now()));
  return {
    decision: 'start',
    releaseId: release.releaseId,
    version: release.version,
    environment: release.environment,
    liveEnvironment: applied.ledger.live?.environment ?? '',
    plan: release.plan,
  };
}

/** Nobody is told of an event that wants nothing; who looks for its release finds why there is none. A repeated call adds a line. */
async function recordIgnored(
  { store, logger, now }: ReleaseContext,
  { releaseId, image, version, requestedBy }: StartCommand,
  reason: string,
): Promise<void> {
  logger.info('approval event ignored', { releaseId, version, reason });
  const at = now().toISOString();
  await store.record({ releaseId, kind: 'ignored', at, reason, evidence: { version, image, requestedBy } });
}

/** The stack that started this release rolled back meanwhile. Read after the lock was taken: see `cancelLast`. */
async function abortIfCancelled(store: LedgerStore, releaseId: string): Promise<void> {
  const deploy = await store.readDocument<WaitingDeploy>(deployKey(releaseId));
  if (deploy?.cancelledAt === undefined) return;
  const reason = 'the stack update rolled back before the release began';
  await store.apply({ kind: 'request-abort', releaseId, unlessPromoted: true, reason, by: 'CloudFormation' });
}

/** Nobody else tells people and the deploy how a release ended whose execution is dead. A repeated call tells them again. */
async function tellOfReplaced(context: ReleaseContext, ledger: Ledger, replaced: EndedRelease): Promise<void> {
  await context.notifier.notify(endedDetail(ledger, replaced));
  try {
    await answerDeploy(context, { releaseId: replaced.releaseId });
  } catch (error) {
    // CloudFormation times out by itself; the new release does not fail for that.
    context.logger.error('the deploy of a release that died was not answered', {
      releaseId: replaced.releaseId,
      error: nameOf(error),
      text: messageOf(error),
    });
  }
}

function startCommand(
  { executionArn, releaseId, input }: PrepareEvent,
  plan: ReleasePlan,
): Omit<StartCommand, 'frozenBecause'> {
  const image = input.image ?? '';
  return {
    kind: 'start',
    releaseId,
    executionArn,
    version: input.version,
    image,
    contentHash: input.contentHash ?? contentHash({ version: input.version, image }),
    ...(input.contentHash === undefined ? { byHand: true } : {}),
    ...(input.byRegistry === true ? { byRegistry: true } : {}),
    ...(input.candidateArn === undefined ? {} : { candidateArn: input.candidateArn }),
    plan,
    force: input.force ?? false,
    requestedBy: input.requestedBy ?? 'unknown',
  };
}

function noop(ledger: Ledger, event: PrepareEvent, plan: ReleasePlan): PreparedRelease {
  const environment = ledger.live?.environment ?? 'blue';
  return {
    decision: 'noop',
    releaseId: event.releaseId,
    version: event.input.version,
    environment,
    liveEnvironment: ledger.live?.environment ?? '',
    plan,
  };
}
