import { allOn, EmergencyEvent, EmergencyResult, Weights } from '../contract';
import { Ledger } from '../core/ledger/ledger';
import { rollForwardReason } from '../core/roll-forward';
import { isOnItsWayBack, reasonNotToReturn } from '../core/ledger/return';
import { stableVersion } from '../core/ledger/stable';
import { reasonToIgnoreCall } from '../core/traffic/emergency';
import { sameSplit } from '../core/traffic/weights';
import { DeployedModel, findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { callEmergencyRollback } from './aws/traffic-function';
import { bringBack, BringBackOptions, followReturn, Place } from './bring-back';
import { Connection } from './connection';
import { EXIT } from './ending';
import { Colors, Terminal } from './terminal';
import { row } from './text/layout';
import { sharesText } from './text/words';

/** A service is scaled to zero at once, an endpoint is deleted in some minutes. */
const RETIRING_MS = 15 * 60_000;
/** Milliseconds between two readings of the ledger. */
const INTERVAL_MS = 5_000;

export interface RollbackOptions {
  readonly reason: string;
  /** Version to leave: nothing happens if a rollback would leave another one. */
  readonly from?: string;
  /** Follows the return of a version whose standby time is over to its end. */
  readonly wait?: boolean;
}

/**
 * `bluegreen rollback`: moves all traffic back now, past the workflow. Exits with 0 when traffic is on the stable side of the
 * running release, moved by this call or before it. When no release is running, so that nothing stands by, the version before is
 * brought back by the workflow. Exits with 2 when traffic was held, or when there is nothing to go back to; with 1 when the call was
 * refused: it named another version than the one to leave, or none after a return has moved traffic.
 */
export async function rollback(
  modelName: string,
  { reason, from, wait = false }: RollbackOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const requestedBy = await requester(connection, model.region);
  const call: EmergencyEvent = { action: 'emergency', reason, requestedBy, ...(from === undefined ? {} : { from }) };
  const result = await callEmergencyRollback(model, connection, call);
  if (result.action === 'ignored')
    return judgeIgnored(result, { reason, from, requestedBy, wait }, { model, connection, terminal });
  terminal.print(resultText(result, terminal.colors));
  if (result.action === 'held') return EXIT.rolledBack;
  await tellCallers(model, connection, terminal);
  return EXIT.done;
}

/** Afterwards, because nothing may delay a rollback: of a version that nobody should go back behind, somebody has to tell its callers. */
async function tellCallers(model: DeployedModel, connection: Connection, terminal: Terminal): Promise<void> {
  const { release } = await new OperatorLedger(model, connection, () => terminal.now()).read();
  const why = rollForwardReason(release?.verdicts ?? []);
  if (why === undefined) return;
  terminal.print(row('note', `version ${release?.version} was to roll forward only: ${why}`));
  terminal.print(row('', 'callers that rely on what it changed need another version of it soon'));
}

/** A call that was ignored is a success when traffic is where a rollback would have put it, or on its way there. */
async function judgeIgnored(
  result: EmergencyResult,
  options: BringBackOptions & Pick<RollbackOptions, 'from'>,
  place: Place,
): Promise<number> {
  const { model, connection, terminal } = place;
  const store = new OperatorLedger(model, connection, () => terminal.now());
  const first = await store.read();
  if (isRefused(first, options, terminal)) return EXIT.error;
  // What follows says more than that the call was ignored.
  const isReturning = first.release === undefined ? mayReturn(first) : isOnItsWayBack(first.release);
  terminal.print(isReturning ? trafficRow(result) : resultText(result, terminal.colors));
  const ledger = await untilRetired(first, store, terminal);
  if (ledger !== first && isRefused(ledger, options, terminal)) return EXIT.error;
  const { release } = ledger;
  if (release === undefined) return bringBack(ledger, options, place);
  if (isOnItsWayBack(release)) return followReturn(ledger, release, options, place);
  if (!isOnStableSide(ledger, result.weights)) return EXIT.rolledBack;
  const goesOn = release.rollback === undefined && release.abort === undefined;
  if (goesOn)
    terminal.print(row('next', `the release goes on; stop it: bluegreen abort ${model.modelName} --reason …`));
  return EXIT.done;
}

/** Says so when the call does not count, by this ledger: a moment ago it may have been another one. */
function isRefused(ledger: Ledger, { from }: Pick<RollbackOptions, 'from'>, terminal: Terminal): boolean {
  const reason = reasonToIgnoreCall(ledger, from);
  if (reason === undefined) return false;
  terminal.print(resultText({ action: 'ignored', reason, weights: ledger.weights }, terminal.colors));
  return true;
}

/** The version before is just being scaled to zero: with the lock free a moment later it can be brought back. */
async function untilRetired(first: Ledger, store: OperatorLedger, terminal: Terminal): Promise<Ledger> {
  const from = terminal.now().getTime();
  let ledger = first;
  if (ledger.release?.phase === 'retiring') terminal.print(row('wait', 'until that is done, to bring it back then'));
  while (ledger.release?.phase === 'retiring' && terminal.now().getTime() - from < RETIRING_MS) {
    await terminal.sleep(INTERVAL_MS);
    ledger = await store.read();
  }
  return ledger;
}

function isOnStableSide(ledger: Ledger, weights: Weights): boolean {
  const stable = stableVersion(ledger)?.environment;
  return sameSplit(weights, stable === undefined ? { blue: 0, green: 0 } : allOn(stable));
}

function mayReturn(ledger: Ledger): boolean {
  return reasonNotToReturn(ledger) === undefined;
}

function resultText({ action, reason, weights }: EmergencyResult, colors: Colors): string {
  return [row(actionText(action, colors), reason), trafficRow({ weights })].join('\n');
}

function trafficRow({ weights }: Pick<EmergencyResult, 'weights'>): string {
  return row('traffic', sharesText(weights));
}

function actionText(action: EmergencyResult['action'], colors: Colors): string {
  switch (action) {
    case 'rolled-back':
      return colors.green('back');
    case 'held':
      return colors.red('HELD');
    case 'ignored':
      return colors.yellow('ignored');
    default: {
      const never: never = action;
      return never;
    }
  }
}
