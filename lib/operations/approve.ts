import { Verdict } from '../contract';
import { awaited, isInTime, requestOf } from '../core/approval';
import { ActiveRelease } from '../core/ledger/ledger';
import { findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { Connection } from './connection';
import { EXIT } from './ending';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { hanging } from './text/layout';

export interface ApproveOptions {
  /** Of the release: what somebody read about, and not what has come after it. */
  readonly version: string;
  readonly reason: string;
  readonly decline?: boolean;
}

/**
 * `bluegreen approve`: answers the approval that the running release waits for. The first answer counts; the workflow reads it at its
 * next look.
 */
export async function approve(
  modelName: string,
  { version, reason, decline = false }: ApproveOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const ledger = new OperatorLedger(model, connection, () => terminal.now());
  const { release } = await ledger.read();
  const check = release === undefined ? undefined : awaited(release);
  if (release === undefined || check === undefined) throw new OperationError(nothingToAnswer(modelName, release));
  if (release.version !== version) {
    throw new OperationError(`version ${release.version} waits for an answer, not ${version}; read about it first`);
  }
  const { askedAt, until } = requestOf(check);
  if (!isInTime({ askedAt, until }, { at: terminal.now().toISOString() })) {
    throw new OperationError(`the time for an answer was over at ${until}; the release goes back`);
  }
  const by = await requester(connection, model.region);
  const decision = decline ? 'decline' : 'approve';
  const answer = { decision, by, reason, at: terminal.now().toISOString() } as const;
  const given = await ledger.answer({ releaseId: release.releaseId, check: check.check, askedAt }, answer);
  if (given !== undefined) {
    throw new OperationError(`the first answer counts, and ${given.by} gave it at ${given.at}: ${given.decision}`);
  }
  terminal.print(hanging('', answeredText(release, check, decision)));
  return EXIT.done;
}

function nothingToAnswer(modelName: string, release: ActiveRelease | undefined): string {
  if (release === undefined) return `nothing to approve: no release of ${modelName} is running`;
  return `nothing to approve: release ${release.releaseId} is in phase ${release.phase} and waits for nobody`;
}

function answeredText({ releaseId, version }: ActiveRelease, { check }: Verdict, decision: string): string {
  const what = decision === 'approve' ? 'approved' : 'declined';
  return `${what} "${check}" of release ${releaseId} (version ${version}); its workflow reads that within 5 minutes`;
}
