import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ModelReleaseProperties, ReleaseInput } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { Ledger } from '../../core/ledger/ledger';
import { releaseIdOf } from '../../core/release-id';
import { callbackOf, CustomResourceAnswer, CustomResourceEvent } from '../shared/custom-resource';
import { unless } from '../shared/errors';
import { isRollingBack } from '../shared/stack-status';
import { deployKey, LAST_DEPLOY_KEY, LastDeploy, WaitingDeploy } from '../shared/waiting-deploy';
import { ModelReleaseContext } from './context';

/**
 * Create and Update: starts a release of the version that the template asks for, unless it is live. The answer comes from the
 * workflow, later. A stack that rolls back starts nothing and moves no traffic; it only aborts the release that it started.
 */
export async function startRelease(
  context: ModelReleaseContext,
  event: CustomResourceEvent,
  properties: ModelReleaseProperties,
  physicalResourceId: string,
): Promise<CustomResourceAnswer> {
  if (await isRollingBack(context.cloudformation, event.StackId)) {
    await cancelLast(context, event.StackId);
    await abortOwn(context, event.StackId);
    return { status: 'SUCCESS', reason: 'the stack rolls back: no release is started', physicalResourceId };
  }
  const ledger = await context.store.read();
  const hash = contentHash(parsedContent(properties.Content));
  const early = answerFromLedger(ledger, properties, hash);
  if (early !== undefined) return { ...early, physicalResourceId };
  const releaseId = releaseIdOf(properties.Version, event.RequestId);
  const returnAtStart = properties.ReturnAtStart === 'true';
  const deploy: WaitingDeploy = {
    ...callbackOf(event, physicalResourceId),
    version: properties.Version,
    contentHash: hash,
    ...(returnAtStart ? { answeredAt: context.now().toISOString() } : {}),
  };
  // Before the start: a release can be refused, and its deploy answered, within a second.
  await context.store.putDocument(deployKey(releaseId), deploy);
  const last: LastDeploy = { stackId: event.StackId, releaseId };
  await context.store.putDocument(LAST_DEPLOY_KEY, last);
  await start(context, releaseId, releaseInput(properties, hash));
  context.logger.info('release started', { releaseId, version: properties.Version });
  return returnAtStart
    ? { status: 'SUCCESS', physicalResourceId, data: { ReleaseId: releaseId, Version: properties.Version } }
    : 'later';
}

/**
 * Cancels the release that this stack started last, in case its execution has not taken the lock yet. Before the abort, which takes
 * care of one that has: `prepare` looks for the cancellation after it took the lock, so one of both sees the other.
 */
async function cancelLast({ store, now }: ModelReleaseContext, stackId: string): Promise<void> {
  const last = await store.readDocument<LastDeploy>(LAST_DEPLOY_KEY);
  if (last?.stackId !== stackId) return;
  const deploy = await store.readDocument<WaitingDeploy>(deployKey(last.releaseId));
  if (deploy === undefined) return;
  await store.putDocument(deployKey(last.releaseId), { ...deploy, cancelledAt: now().toISOString() });
}

/** Aborts the active release if this stack started it and it is not promoted yet. Somebody else's release goes on. */
async function abortOwn({ store }: ModelReleaseContext, stackId: string): Promise<void> {
  const ledger = await store.read();
  const releaseId = ledger.release?.releaseId;
  if (releaseId === undefined) return;
  const deploy = await store.readDocument<WaitingDeploy>(deployKey(releaseId));
  if (deploy?.stackId !== stackId) return;
  const reason = 'the stack update rolls back';
  await store.apply({ kind: 'request-abort', releaseId, unlessPromoted: true, reason, by: 'CloudFormation' }, ledger);
}

function answerFromLedger(
  { live }: Ledger,
  { Version }: ModelReleaseProperties,
  hash: string,
): { status: 'SUCCESS' | 'FAILED'; reason: string } | undefined {
  if (live?.version !== Version) return undefined;
  if (live.contentHash === hash) return { status: 'SUCCESS', reason: `version ${Version} is live already` };
  return {
    status: 'FAILED',
    reason:
      `version "${Version}" is live with other content (hash ${live.contentHash.slice(0, 12)}, now ${hash.slice(0, 12)}); ` +
      'give changed content a new version',
  };
}

function releaseInput(properties: ModelReleaseProperties, hash: string): ReleaseInput {
  return {
    version: properties.Version,
    image: properties.Image,
    contentHash: hash,
    candidateArn: properties.CandidateArn,
    force: properties.Force === 'true',
    requestedBy: 'CloudFormation',
  };
}

/** The same request again (Lambda retries it) finds its execution by name: running or ended, it was started. */
async function start(context: ModelReleaseContext, name: string, input: ReleaseInput): Promise<void> {
  const { sfn, stateMachineArn } = context;
  await unless(
    ['ExecutionAlreadyExists'],
    sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
  );
}

/** Hashed as data where it is JSON, so that the order of members does not count. */
function parsedContent(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return content;
    throw error;
  }
}
