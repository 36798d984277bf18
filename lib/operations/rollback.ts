import { allOn, EmergencyResult, Weights } from '../contract';
import { Ledger } from '../core/ledger/ledger';
import { rollForwardReason } from '../core/roll-forward';
import { stableVersion } from '../core/ledger/stable';
import { versionBefore } from '../core/ledger/version-before';
import { sameSplit } from '../core/traffic/weights';
import { DeployedModel, findModel } from './aws/deployed-model';
import { OperatorLedger } from './aws/ledger';
import { requester } from './aws/requester';
import { callEmergencyRollback } from './aws/traffic-function';
import { Connection } from './connection';
import { EXIT } from './ending';
import { Colors, Terminal } from './terminal';
import { row } from './text/layout';
import { sharesText } from './text/words';

export interface RollbackOptions {
  readonly reason: string;
}

/**
 * `bluegreen rollback`: moves all traffic back now, past the workflow. Exits with 0 when traffic is on the stable side of the
 * running release, moved by this call or before it; with 2 when it was held, or when no release is running to go back from.
 */
export async function rollback(
  modelName: string,
  { reason }: RollbackOptions,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const model = await findModel(modelName, connection);
  const requestedBy = await requester(connection, model.region);
  const result = await callEmergencyRollback(model, connection, { action: 'emergency', reason, requestedBy });
  terminal.print(resultText(result, terminal.colors));
  if (result.action === 'rolled-back') await tellCallers(model, connection, terminal);
  if (result.action !== 'ignored') return result.action === 'rolled-back' ? EXIT.done : EXIT.rolledBack;
  return judgeIgnored(model, result.weights, connection, terminal);
}

/** Afterwards, because nothing may delay a rollback: of a version that nobody should go back behind, somebody has to tell its callers. */
async function tellCallers(model: DeployedModel, connection: Connection, terminal: Terminal): Promise<void> {
  const { release } = await new OperatorLedger(model, connection, () => terminal.now()).read();
  const why = rollForwardReason(release?.verdicts ?? []);
  if (why === undefined) return;
  terminal.print(row('note', `version ${release?.version} was to roll forward only: ${why}`));
  terminal.print(row('', 'callers that rely on what it changed need another version of it soon'));
}

/** A call that was ignored is a success only when traffic is where a rollback would have put it. */
async function judgeIgnored(
  model: DeployedModel,
  weights: Weights,
  connection: Connection,
  terminal: Terminal,
): Promise<number> {
  const ledger = await new OperatorLedger(model, connection, () => terminal.now()).read();
  if (ledger.release === undefined) {
    terminal.print(row('next', nextRelease(model.modelName, ledger)));
    return EXIT.rolledBack;
  }
  if (!isOnStableSide(ledger, weights)) return EXIT.rolledBack;
  const goesOn = ledger.release.rollback === undefined && ledger.release.abort === undefined;
  if (goesOn)
    terminal.print(row('next', `the release goes on; stop it: bluegreen abort ${model.modelName} --reason …`));
  return EXIT.done;
}

/** Its tasks are gone, so it comes back as a release of its own, checks and all. */
function nextRelease(modelName: string, ledger: Ledger): string {
  const before = versionBefore(ledger);
  const command = `bluegreen release ${modelName} --version`;
  if (before === undefined || before.image === '') return `release the version that you want: ${command} …`;
  return (
    `${before.version} was live before; release it again, with the settings that are deployed now: ` +
    `${command} ${before.version} --image ${before.image} --wait`
  );
}

function isOnStableSide(ledger: Ledger, weights: Weights): boolean {
  const stable = stableVersion(ledger)?.environment;
  return sameSplit(weights, stable === undefined ? { blue: 0, green: 0 } : allOn(stable));
}

function resultText({ action, reason, weights }: EmergencyResult, colors: Colors): string {
  return [row(actionText(action, colors), reason), row('traffic', sharesText(weights))].join('\n');
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
