import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { PreparedRelease, PrepareEvent, ReleasePlan } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { StartCommand } from '../../core/ledger/command';
import { Ledger } from '../../core/ledger/ledger';
import { ownRelease } from '../../core/guard';
import { unless } from '../shared/errors';
import { detailOf, ReleaseContext } from './context';

/** Takes the lock for a release, or answers `noop` when its version is live. Throws ReleaseRefused without touching anything. */
export async function prepare(context: ReleaseContext, event: PrepareEvent): Promise<PreparedRelease> {
  const { store, notifier, now } = context;
  const ledger = await store.read();
  const deadExecutionArn = await deadHolder(context, ledger, event.executionArn);
  const command: StartCommand = {
    ...startCommand(event, context.plan()),
    ...(deadExecutionArn === undefined ? {} : { deadExecutionArn }),
  };
  const applied = await store.apply(command, ledger);
  const release = ownRelease(applied.ledger, event.releaseId);
  if (release === undefined) return noop(applied.ledger, event, context.plan());
  const replaced = applied.ledger.ended.find(({ releaseId }) => releaseId === ledger.release?.releaseId);
  if (replaced !== undefined) await store.putEnded(replaced);
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

function startCommand({ executionArn, releaseId, input }: PrepareEvent, plan: ReleasePlan): StartCommand {
  const image = input.image ?? '';
  return {
    kind: 'start',
    releaseId,
    executionArn,
    version: input.version,
    image,
    contentHash: input.contentHash ?? contentHash({ version: input.version, image }),
    ...(input.candidateTaskDefinitionArn === undefined
      ? {}
      : { candidateTaskDefinitionArn: input.candidateTaskDefinitionArn }),
    plan,
    force: input.force ?? false,
    requestedBy: input.requestedBy ?? 'unknown',
  };
}

/** ARN of the execution that holds the lock and does not run any more; undefined when there is none. */
async function deadHolder({ sfn }: ReleaseContext, ledger: Ledger, ownArn: string): Promise<string | undefined> {
  const holder = ledger.release?.executionArn;
  if (holder === undefined || holder === ownArn) return undefined;
  const execution = await unless(
    ['ExecutionDoesNotExist'],
    sfn.send(new DescribeExecutionCommand({ executionArn: holder })),
  );
  return execution?.status === 'RUNNING' ? undefined : holder;
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
