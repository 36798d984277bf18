import { AnswerEvent } from '../../contract';
import { messageOfCause } from '../../core/cause';
import { ownRelease } from '../../core/guard';
import { Ledger } from '../../core/ledger/ledger';
import { CfnResult, Put, respond } from './cfn-response';
import { deployKey, WaitingDeploy } from './waiting-deploy';
import { LedgerStore } from './ledger-store';

/** Whether a deploy waited for this release, and what it was told. */
export interface AnswerResult {
  readonly answered: boolean;
  readonly status: 'SUCCESS' | 'FAILED' | '';
}

/** What it takes to answer a deploy. */
export interface AnswerContext {
  readonly store: LedgerStore;
  readonly put: Put;
  readonly now: () => Date;
}

/** Answers the deploy that waits for this release. Harmless when none does, or when it has its answer. */
export async function answerDeploy(
  { store, put, now }: AnswerContext,
  event: Omit<AnswerEvent, 'action'>,
): Promise<AnswerResult> {
  const deploy = await store.readDocument<WaitingDeploy>(deployKey(event.releaseId));
  if (deploy === undefined || deploy.answeredAt !== undefined) return { answered: false, status: '' };
  const result = resultOf(await store.read(), event, deploy);
  await respond(deploy, result, put);
  // After the answer: killed in between, the repeated call answers again, and CloudFormation keeps the first.
  await store.putDocument(deployKey(event.releaseId), { ...deploy, answeredAt: now().toISOString() });
  return { answered: true, status: result.status };
}

function resultOf(
  ledger: Ledger,
  { releaseId, refusal }: Omit<AnswerEvent, 'action'>,
  deploy: WaitingDeploy,
): CfnResult {
  if (refusal !== undefined) return failed(`release ${releaseId} was refused: ${messageOfCause(refusal)}`);
  const release = ownRelease(ledger, releaseId);
  const ended = ledger.ended.find((known) => known.releaseId === releaseId);
  const promoted =
    release === undefined ? ended?.outcome === 'promoted' : release.promoted && release.rollback === undefined;
  const isLive = ledger.live?.version === deploy.version && ledger.live.contentHash === deploy.contentHash;
  if (promoted || (release === undefined && ended === undefined && isLive)) {
    return { status: 'SUCCESS', data: { ReleaseId: releaseId, Version: deploy.version } };
  }
  const reason = release?.rollback?.reason ?? ended?.reason ?? `it stopped in phase ${release?.phase ?? 'preparing'}`;
  const evidence = JSON.stringify(release?.rollback?.evidence ?? ended?.evidence ?? {});
  return failed(
    `version ${deploy.version} was not promoted: ${reason}. Evidence: ${evidence.slice(0, MAX_EVIDENCE_LENGTH)}. ` +
      `Report: table item ${ledger.modelName} / RELEASE#${releaseId}`,
  );
}

/** Leaves room for reason and report in CloudFormation's 1000 characters. */
const MAX_EVIDENCE_LENGTH = 300;

function failed(reason: string): CfnResult {
  return { status: 'FAILED', reason };
}
