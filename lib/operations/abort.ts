import { ActiveRelease } from '../core/ledger/ledger';
import { reasonNotToRollBack } from '../core/ledger/stable';
import { findModel } from './aws/deployed-model';
import { Executions } from './aws/executions';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { Connection } from './connection';
import { endingText, EXIT } from './ending';
import { Ending, follow } from './follow';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { hanging } from './text/layout';

export interface AbortOptions {
  readonly reason: string;
  readonly wait?: boolean;
}

/**
 * `bluegreen abort`: asks the running release to go back. The workflow honours it at its next look, in whatever state it is;
 * asking twice changes nothing. With `--wait` the exit code is 0 only when the release did go back.
 */
export async function abort(
  modelName: string,
  { reason, wait = false }: AbortOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const ledger = new OperatorLedger(model, connection, () => terminal.now());
  const by = await requester(connection, model.region);
  const known = await ledger.read();
  const active = known.release;
  if (active === undefined) {
    terminal.print(`nothing to abort: no release of ${modelName} is running`);
    return EXIT.done;
  }
  const obstacle = active.rollback === undefined ? reasonNotToRollBack(known, active) : undefined;
  if (obstacle !== undefined) {
    throw new OperationError(`release ${active.releaseId} can't be aborted in phase ${active.phase}: ${obstacle}`);
  }
  const { releaseId } = active;
  const applied = await ledger.apply({ kind: 'request-abort', releaseId, reason, by }, known);
  terminal.print(hanging('', applied.kind === 'changed' ? askedText(active) : `nothing changed: ${applied.reason}`));
  if (!wait) return EXIT.done;
  const executions = new Executions(model, connection);
  const { executionArn } = active;
  const ending = await follow({ releaseId, executionArn }, { ledger, executions, terminal });
  terminal.print(endingText(active.version, ending, terminal.colors));
  return wentBack(ending) ? EXIT.done : EXIT.rolledBack;
}

function askedText({ version, releaseId, phase, plan }: ActiveRelease): string {
  return (
    `asked release ${releaseId} (version ${version}, ${phase}) to go back; its workflow looks every ` +
    `${plan.watchIntervalSeconds} s while it watches; for an emergency use bluegreen rollback, which does not wait`
  );
}

function wentBack({ outcome }: Ending): boolean {
  return outcome === 'rolled-back' || outcome === 'refused';
}
