import { PreparedRelease, PrepareEvent, ReleaseInput, ReleasePlan, ReturnInput } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { StartCommand, StartReturnCommand } from '../../core/ledger/command';
import { ActiveRelease, EndedRelease, Ledger } from '../../core/ledger/ledger';
import { reasonOfReturn } from '../../core/ledger/reason-of-return';
import { ownRelease } from '../../core/guard';
import { answerDeploy } from '../shared/answer-deploy';
import { messageOf, nameOf } from '../shared/errors';
import { LedgerStore } from '../shared/ledger-store';
import { deployKey, WaitingDeploy } from '../shared/waiting-deploy';
import { detailOf } from '../shared/release-event';
import { endedDetail, ReleaseContext } from './context';
import { frozenBecause } from './freeze';
import { deadHolder } from './dead-holder';

/**
 * Takes the lock for a release or a return, or answers `noop` when the version is live. Throws ReleaseRefused without touching
 * anything.
 */
export async function prepare(context: ReleaseContext, event: PrepareEvent): Promise<PreparedRelease> {
  const { store } = context;
  const ledger = await store.read();
  const deadExecutionArn = await deadHolder(context, ledger, event.executionArn);
  const dead = deadExecutionArn === undefined ? {} : { deadExecutionArn };
  const { input } = event;
  if ('back' in input) {
    const applied = await store.apply({ ...startReturnCommand(event, input, context.plan()), ...dead }, ledger);
    return begin(context, applied.ledger, event.releaseId);
  }
  const command: StartCommand = {
    ...startCommand(event, input, context.plan()),
    frozenBecause: await frozenBecause(context),
    ...dead,
  };
  const applied = await store.apply(command, ledger);
  if (ownRelease(applied.ledger, event.releaseId) === undefined) {
    if (applied.kind === 'unchanged' && command.byRegistry === true)
      await recordIgnored(context, command, applied.reason);
    return noop(applied.ledger, event.releaseId, command);
  }
  await abortIfCancelled(store, event.releaseId);
  return begin(context, applied.ledger, event.releaseId);
}

/** The release has the lock: people are told, also of a dead one that had it before. */
async function begin(context: ReleaseContext, ledger: Ledger, releaseId: string): Promise<PreparedRelease> {
  const release = ownRelease(ledger, releaseId) as ActiveRelease; // it was just given the lock
  const replaced = ledger.ended.find((each) => each.releaseId === release.tookOverFrom);
  if (replaced !== undefined) await tellOfReplaced(context, ledger, replaced);
  const { version, environment, plan, returning } = release;
  const goes = `version ${version} goes to the ${environment} environment`;
  const reason = returning === undefined ? goes : reasonOfReturn(release);
  await context.notifier.notify(detailOf(ledger, release, { phase: 'preparing', reason, evidence: {} }, context.now()));
  return {
    decision: 'start',
    ...{ releaseId, version, environment, plan },
    liveEnvironment: ledger.live?.environment ?? '',
    isReturn: returning !== undefined,
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
  { executionArn, releaseId }: PrepareEvent,
  input: ReleaseInput,
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

function startReturnCommand(
  { executionArn, releaseId, checks = [] }: PrepareEvent,
  { back, requestedBy }: ReturnInput,
  plan: ReleasePlan,
): StartReturnCommand {
  return { kind: 'start-return', ...back, releaseId, executionArn, plan, skippedChecks: checks, requestedBy };
}

function noop({ live }: Ledger, releaseId: string, { version, plan }: StartCommand): PreparedRelease {
  return {
    decision: 'noop',
    ...{ releaseId, version, plan },
    environment: live?.environment ?? 'blue',
    liveEnvironment: live?.environment ?? '',
    isReturn: false,
  };
}
