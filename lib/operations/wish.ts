import { DEPLOY_WAITS_SECONDS } from '../contract';
import { WishKind } from '../core/operator-wishes';
import { ActiveRelease } from '../core/ledger/ledger';
import { findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { Connection } from './connection';
import { EXIT } from './ending';
import { OperationError } from './operation-error';
import { Terminal } from './terminal';
import { hanging } from './text/layout';

export interface WishOptions {
  readonly reason: string;
}

/**
 * `bluegreen pause`, `resume`, `promote-full` and `skip`: asks the running release for something that its workflow grants at its next
 * look. The same wish twice is one; one that can't be granted is an error that says why.
 */
export function wishing(kind: WishKind) {
  return async (
    modelName: string,
    { reason }: WishOptions,
    connection: Connection,
    terminal: Terminal,
  ): Promise<number> => {
    const model = await findModel(modelName, connection);
    const ledger = new OperatorLedger(model, connection, () => terminal.now());
    const by = await requester(connection, model.region);
    const known = await ledger.read();
    const { release } = known;
    if (release === undefined) throw new OperationError(`nothing to ${kind}: no release of ${modelName} is running`);
    const { releaseId, phase, stepIndex } = release;
    const seen = { phase, ...(stepIndex === undefined ? {} : { stepIndex }) };
    const applied = await ledger.apply({ kind: 'wish', wish: kind, releaseId, reason, by, seen }, known);
    const text = applied.kind === 'changed' ? grantedText(kind, release) : `nothing changed: ${applied.reason}`;
    terminal.print(hanging('', text));
    return EXIT.done;
  };
}

function grantedText(kind: WishKind, { releaseId, version, phase, plan }: ActiveRelease): string {
  const look = `its workflow looks every ${plan.watchIntervalSeconds} s`;
  const release = `release ${releaseId} (version ${version}, ${phase})`;
  switch (kind) {
    case 'pause':
      return (
        `${release} will be held at the end of its ${phase === 'baking' ? 'bake' : 'step'}, for ${plan.pauseTimeoutSeconds ?? 0} s in all; ` +
        `then it goes back. Alarms, looks and aborts still count. A deploy that waits for the promotion gives up after ${DEPLOY_WAITS_SECONDS / 60} min`
      );
    case 'resume':
      return `${release} goes on; ${look}`;
    case 'promote-full':
      return `${release} waits for no more steps and times; checks, the judge and the measurement of the bake still count; ${look}`;
    case 'skip':
      return `${release} does not wait for the rest of its ${phase === 'baking' ? 'bake time' : 'step'}; ${look}`;
    default:
      return kind satisfies never;
  }
}
